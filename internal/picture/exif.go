package picture

import (
	"bytes"
	"encoding/binary"
)

// The markers of a JPEG file that say something about how to open it.
const (
	soi  = 0xD8
	sof2 = 0xC2 // the frame comes in several scans
	sos  = 0xDA // pixels follow
	app1 = 0xE1 // EXIF, among others
)

// look walks over the segments before the pixels of a JPEG file. It returns
// whether the pixels come in several scans, and how to hold the picture.
func look(data []byte) (scans bool, turn int) {
	turn = 1
	for at := 2; at+4 <= len(data) && data[at] == 0xFF; {
		marker, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		switch {
		case marker == 0xFF || marker == soi: // fill bytes
			at++
			continue
		case marker == sos || size < 2:
			return scans, turn
		case marker == sof2:
			scans = true
		case marker == app1 && turn == 1: // other data may follow under the same marker
			turn = orientation(data[at+4 : min(at+2+size, len(data))])
		}
		at += 2 + size
	}
	return scans, turn
}

// The tag of EXIF that says how to hold the picture, and the size of an entry.
const (
	orientationTag = 0x0112
	entrySize      = 12
)

// orientation reads how to hold the picture from an EXIF segment; 1, which is
// upright, where it does not say.
func orientation(segment []byte) int {
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	first := int64(order.Uint32(tiff[4:]))
	if first+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[first+2:]
	for range order.Uint16(tiff[first:]) {
		if len(entries) < entrySize {
			break
		}
		turn := int(order.Uint16(entries[8:]))
		if order.Uint16(entries) == orientationTag && turn >= 1 && turn <= 8 {
			return turn
		}
		entries = entries[entrySize:]
	}
	return 1
}
