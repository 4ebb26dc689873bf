package filter

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestProgress(t *testing.T) {
	var terminal strings.Builder
	ticks := make(chan time.Time)
	update, stop := ShowProgress(&terminal, 48, ticks)
	update(Progress{Documents: 1})
	update(Progress{Documents: 74, CRDs: 33, Chart: "a\x1b[31m"})
	ticks <- time.Time{}
	ticks <- time.Time{} // nothing new
	update(Progress{Documents: 75, CRDs: 33, Chart: "a-chart-with-a-long-name"})
	ticks <- time.Time{}
	stop()
	want := "\r\x1b[Kcrdfilter: 74 documents, 33 CRDs, chart a\\x1b[3" + // 47 characters fit
		"\r\x1b[Kcrdfilter: 75 documents, 33 CRDs, chart a-chart" +
		"\r\x1b[K"
	if diff := cmp.Diff(want, terminal.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestProgressOfAFastRun(t *testing.T) {
	var terminal strings.Builder
	update, stop := ShowProgress(&terminal, 80, make(chan time.Time))
	update(Progress{Documents: 1})
	stop()
	if terminal.Len() != 0 {
		t.Errorf("shown: %q", terminal.String())
	}
}
