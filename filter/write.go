package filter

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/crdfilter/crdfilter/crdset"
)

// Write writes the files and then standard output, which is all that the
// options ask for. It must not be called when a check failed.
func (r *Result) Write(stdout io.Writer) error {
	if err := r.writeFiles(); err != nil {
		return err
	}
	switch r.options.Output {
	case Names:
		return r.writeNames(stdout)
	case Table:
		return crdset.WriteTable(stdout, r.Set.CRDs, r.options.Width)
	case CRDSet:
		return r.writeSet(stdout)
	case YAML:
		if r.options.Stream == nil {
			return r.kept.held.writeTo(stdout)
		}
	}
	return nil
}

// writeFiles writes the files that depend on success.
func (r *Result) writeFiles() error {
	var wanted []output
	if r.options.RestTo != "" {
		wanted = append(wanted, output{r.options.RestTo, r.rest.held.writeTo})
	}
	if r.options.NamesTo != "" {
		wanted = append(wanted, output{r.options.NamesTo, r.writeNames})
	}
	return writeAll(wanted)
}

// output is a file to write.
type output struct {
	path  string
	write func(io.Writer) error
}

// writeAll writes all files, and only then puts them in their places.
func writeAll(outputs []output) error {
	var files []file
	for _, o := range outputs {
		f, err := writeFile(o.path, o.write)
		files = append(files, f)
		if err != nil {
			return errors.Join(err, remove(files))
		}
	}
	for i, f := range files {
		if err := f.rename(); err != nil {
			return errors.Join(err, remove(files[i:]))
		}
	}
	return nil
}

// writeNames writes the names of the kept CRDs, as "kubectl -o name" does.
func (r *Result) writeNames(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, crd := range r.Set.CRDs {
		if crd.Kept {
			fmt.Fprintln(out, crdset.Escape(crd.ResourceName()))
		}
	}
	return out.Flush()
}

// file is a file that was written beside its place, and is not there yet.
// Both paths are "" where it was written in place.
type file struct{ temporary, target string }

// writeFile lets write produce a file beside path: what it will replace stays
// as it is until the rename, and hands on its permissions. A path that is
// something else than a file, such as /dev/stderr or a pipe, is written to as
// it is.
func writeFile(path string, write func(io.Writer) error) (file, error) {
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		target = path // a new file
	} else if err != nil {
		return file{}, fmt.Errorf("%s: %w", path, plain(err))
	}
	info, err := os.Stat(target)
	replaces := err == nil
	if replaces && !info.Mode().IsRegular() {
		out, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return file{}, err
		}
		return file{}, fill(out, write)
	}
	f := file{filepath.Join(filepath.Dir(target), fmt.Sprintf(".%s.%08x", filepath.Base(target), rand.Uint32())), target}
	out, err := os.OpenFile(f.temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return file{}, &fs.PathError{Op: "write", Path: path, Err: errors.Unwrap(err)}
	}
	if replaces {
		if err := out.Chmod(info.Mode().Perm()); err != nil {
			return f, errors.Join(err, out.Close())
		}
	}
	return f, fill(out, write)
}

// fill writes to an open file and closes it.
func fill(f *os.File, write func(io.Writer) error) error {
	out := bufio.NewWriter(f)
	err := write(out)
	if err == nil {
		err = out.Flush()
	}
	return errors.Join(err, f.Close())
}

func (f file) rename() error {
	if f.temporary == "" {
		return nil
	}
	return os.Rename(f.temporary, f.target)
}

// remove removes the files that are not in their places yet.
func remove(files []file) error {
	var errs []error
	for _, f := range files {
		if f.temporary != "" {
			errs = append(errs, os.Remove(f.temporary))
		}
	}
	return errors.Join(errs...)
}
