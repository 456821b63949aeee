package enclosure

import (
	"encoding/binary"
	"slices"
)

// The tags of a TIFF file that tell about the taking of a picture, and whether
// they point to entries of their own.
func telling() map[uint16]bool {
	return map[uint16]bool{
		0x8769: true,  // EXIF
		0x8825: true,  // GPS
		0x02BC: false, // XMP
		0x83BB: false, // IPTC
		0x8649: false, // resources of an editor
	}
}

// scan is a file whose entries are walked over.
type scan struct {
	data  []byte
	order binary.ByteOrder
	left  int // how many more directories are looked at: a file may point in circles
}

// withoutPlace returns a TIFF file in which nothing tells where and by what it
// was taken. The pictures stay as they are.
func withoutPlace(data []byte) []byte {
	t := scan{data: slices.Clone(data), order: binary.LittleEndian, left: 1000}
	if len(data) < 8 {
		return data
	}
	if data[0] == 'M' {
		t.order = binary.BigEndian
	}
	for at := t.number(4); at != 0 && t.left > 0; {
		at = t.directory(at, false)
	}
	return t.data
}

// number reads four bytes; 0 beyond the end.
func (t *scan) number(at uint32) uint32 {
	if uint64(at)+4 > uint64(len(t.data)) {
		return 0
	}
	return t.order.Uint32(t.data[at:])
}

// sizes of the types of values, by number.
func sizeOf(kind uint16) uint32 {
	sizes := []uint32{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8}
	if int(kind) >= len(sizes) {
		return 1
	}
	return sizes[kind]
}

// directory empties what tells in a directory, all of it where wholly is set, and
// returns where the next one lies.
func (t *scan) directory(at uint32, wholly bool) uint32 {
	t.left--
	if uint64(at)+2 > uint64(len(t.data)) {
		return 0
	}
	n := uint32(t.order.Uint16(t.data[at:]))
	for i := range n {
		entry := at + 2 + 12*i
		if uint64(entry)+12 > uint64(len(t.data)) {
			return 0
		}
		t.entry(entry, wholly)
	}
	return t.number(at + 2 + 12*n)
}

func (t *scan) entry(at uint32, wholly bool) {
	below, tells := telling()[t.order.Uint16(t.data[at:])]
	if !tells && !wholly {
		return
	}
	if below && t.left > 0 {
		t.directory(t.number(at+8), true)
		return
	}
	size := uint64(sizeOf(t.order.Uint16(t.data[at+2:]))) * uint64(t.number(at+4))
	if size > 4 {
		t.clear(uint64(t.number(at+8)), size)
		return
	}
	t.clear(uint64(at)+8, 4)
}

func (t *scan) clear(from, size uint64) {
	if from < 8 || from >= uint64(len(t.data)) {
		return
	}
	clear(t.data[from:min(from+size, uint64(len(t.data)))])
}
