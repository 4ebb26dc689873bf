package filter

import (
	"runtime"
	"sync"
)

// large is the size from which documents are read one at a time: the parser
// takes many times as much memory.
const large = 4 << 20

// batch is a few documents of an input that are read together.
type batch struct {
	documents []Document
	err       error // of the Splitter, instead of documents

	objects []object
	read    chan struct{} // closed when the objects are there
}

// readAhead splits an input and reads its documents on all processors, while
// visit is called with each, in the order of the input. It returns the error
// of visit or of the Splitter, which may then still be waiting for its input.
func readAhead(s *Splitter, visit func(Document, object) error) error {
	workers := runtime.GOMAXPROCS(0)
	inOrder := make(chan *batch, 2*workers)
	work := make(chan *batch, 2*workers)
	stop := make(chan struct{})
	defer close(stop)

	go func() {
		defer close(work)
		for {
			b := &batch{read: make(chan struct{})}
			b.documents, b.err = s.batch()
			select {
			case inOrder <- b:
				work <- b
			case <-stop:
				return
			}
			if b.err != nil {
				return
			}
		}
	}()
	var oneAtATime sync.Mutex
	for range workers {
		go func() {
			for b := range work {
				b.objects = make([]object, len(b.documents))
				for i, d := range b.documents {
					if len(d.Bytes) >= large {
						oneAtATime.Lock()
					}
					b.objects[i] = d.read()
					if len(d.Bytes) >= large {
						oneAtATime.Unlock()
					}
				}
				close(b.read)
			}
		}()
	}
	for {
		b := <-inOrder
		if <-b.read; b.err != nil {
			return b.err
		}
		for i, d := range b.documents {
			if err := visit(d, b.objects[i]); err != nil {
				return err
			}
		}
	}
}
