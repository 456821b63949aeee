package enclosure

import (
	"archive/zip"
	"bytes"
	"io"
)

// Bounds of an archive.
const (
	maxEntries  = 2000
	maxUnpacked = 200 << 20 // bytes of all entries
	encrypted   = 0x1       // flag of an entry that asks for a password
)

// unpackable refuses archives that cannot be looked through, that take too much
// when they are unpacked, and those with programs. What entries claim to be as
// large as is not believed: they are unpacked, and what comes out is counted.
func unpackable(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return refused("error.appeal_file_broken")
	}
	if len(z.File) > maxEntries {
		return refused("error.appeal_file_bomb")
	}
	left := int64(maxUnpacked)
	for _, f := range z.File {
		if runs(f.Name) {
			return refused("error.appeal_file_program")
		}
		if f.Flags&encrypted != 0 {
			return refused("error.appeal_file_locked")
		}
		n, err := unpacked(f, left)
		switch left -= n; {
		case left <= 0:
			return refused("error.appeal_file_bomb")
		case err != nil:
			return refused("error.appeal_file_broken")
		}
	}
	return nil
}

// unpacked counts the bytes of an entry, up to a limit.
func unpacked(f *zip.File, limit int64) (int64, error) {
	if f.UncompressedSize64 > maxUnpacked {
		return limit, nil
	}
	r, err := f.Open()
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, io.LimitReader(r, limit))
	if closing := r.Close(); err == nil {
		err = closing
	}
	return n, err
}
