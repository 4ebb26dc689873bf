package filter

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// stdinName is how places name standard input.
const stdinName = "<stdin>"

// eachInput opens the inputs that the paths name, one after the other, and
// calls read with each. "-" is standard input; a folder means the manifests
// in it, recursively and sorted.
func eachInput(paths []string, stdin io.Reader, read func(r io.Reader, name string) error) error {
	for _, path := range paths {
		var err error
		switch info, statErr := os.Stat(path); {
		case path == "-":
			err = read(stdin, stdinName)
		case statErr != nil:
			err = plain(statErr)
		case info.IsDir():
			err = eachManifest(path, read)
		default:
			err = openFile(path, read)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// plain takes the name of the system call off an error about a file.
func plain(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) && err.Error() == path.Error() {
		return fmt.Errorf("%s: %w", path.Path, path.Err)
	}
	return err
}

// openFile opens the one file at path.
func openFile(path string, read func(r io.Reader, name string) error) error {
	return readFile(path, func() (fs.File, error) { return os.Open(path) }, read)
}

func readFile(name string, open func() (fs.File, error), read func(io.Reader, string) error) error {
	f, err := open()
	if err != nil {
		return plain(err)
	}
	return errors.Join(read(f, name), f.Close())
}

// eachManifest reads the *.yaml, *.yml and *.json files below a folder,
// without those below folders that begin with ".". A link is followed to a
// file inside the folder; one that leads out of it is an error, and so is a
// file that is none, such as a pipe: passing it over would lose documents.
func eachManifest(folder string, read func(io.Reader, string) error) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	found := false
	err = fs.WalkDir(root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != "." && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir() || !isManifest(path):
			return nil
		}
		name := filepath.Join(folder, path)
		info, err := root.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("%s: the link leads nowhere", name)
		case err != nil && entry.Type()&fs.ModeSymlink != 0 && !errors.Is(err, syscall.ELOOP):
			return fmt.Errorf("%s: the link leads out of the folder: name what it leads to as a PATH of its own", name)
		case err != nil:
			return fmt.Errorf("%s: %w", name, err)
		case info.IsDir():
			return nil // a link to a folder, whose files are met on their own
		case !info.Mode().IsRegular():
			return fmt.Errorf("%s: not a regular file", name)
		}
		found = true
		return readFile(name, func() (fs.File, error) { return root.Open(path) }, read)
	})
	if err == nil && !found {
		err = fmt.Errorf("%s: no *.yaml, *.yml or *.json file in this folder", folder)
	}
	return errors.Join(err, root.Close())
}

func isManifest(path string) bool {
	switch filepath.Ext(path) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}
