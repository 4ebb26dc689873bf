package filter

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/crdfilter/crdfilter/crdset"
)

// Progress is how far a run is.
type Progress struct {
	Documents, CRDs int
	Chart           string // of the last document, "" where it is not known
}

// eraseLine puts the cursor of a terminal at the start of an empty line.
const eraseLine = "\r\x1b[K"

// ShowProgress keeps one line on a terminal up to date, with what update was
// last given, as long as ticks arrive: nothing is shown before the first.
// The line is cut to the width, in characters. stop takes it away and returns
// when nothing more will be written.
func ShowProgress(terminal io.Writer, width int, ticks <-chan time.Time) (update func(Progress), stop func()) {
	var mu sync.Mutex
	var now Progress
	stopped, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for shown := ""; ; {
			select {
			case <-ticks:
				mu.Lock()
				line := now.line(width)
				mu.Unlock()
				if line != shown {
					_, _ = io.WriteString(terminal, eraseLine+line) // it is only for eyes
					shown = line
				}
			case <-stopped:
				if shown != "" {
					_, _ = io.WriteString(terminal, eraseLine)
				}
				return
			}
		}
	}()
	update = func(p Progress) {
		mu.Lock()
		defer mu.Unlock()
		now = p
	}
	return update, func() { close(stopped); <-done }
}

func (p Progress) line(width int) string {
	line := fmt.Sprintf("crdfilter: %d documents, %d CRDs", p.Documents, p.CRDs)
	if p.Chart != "" {
		line += ", chart " + crdset.Escape(p.Chart)
	}
	if runes := []rune(line); width > 0 && len(runes) >= width {
		return string(runes[:width-1])
	}
	return line
}
