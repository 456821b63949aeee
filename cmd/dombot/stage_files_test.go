package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"mime"
	"os"
	"path/filepath"
	"strings"

	"github.com/boombuler/barcode/qr"
	"golang.org/x/text/encoding/charmap"

	"dombot/dialogs"
	"dombot/dialogs/script"
	"dombot/internal/simulator"
)

// openFile reads a file that scripts name. «a.qr.png» is a QR symbol of what
// stands in a.qr, «gps.jpg» a photo as a phone takes it, «bomb.png» a small file
// that claims to be a huge picture.
func openFile(name string) ([]byte, error) {
	switch name {
	case "gps.jpg":
		return phonePhoto()
	case "bomb.png":
		return hugePicture()
	}
	path := filepath.Join("testdata", "files", name)
	if code, ok := strings.CutSuffix(path, ".png"); ok && strings.HasSuffix(code, ".qr") {
		text, err := os.ReadFile(code)
		if err != nil {
			return nil, err
		}
		return symbol(string(text))
	}
	return os.ReadFile(path)
}

// symbol draws a QR symbol of text, in the set of signs that it declares.
func symbol(text string) ([]byte, error) {
	if strings.HasPrefix(text, "ST00011") {
		var err error
		if text, err = charmap.Windows1251.NewEncoder().String(text); err != nil {
			return nil, err
		}
	}
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return nil, err
	}
	const module, quiet = 4, 4
	side := code.Bounds().Dx() + 2*quiet
	img := image.NewGray(image.Rect(0, 0, side*module, side*module))
	for i := range img.Pix {
		img.Pix[i] = 0xFF
		at := image.Pt(i%img.Stride/module-quiet, i/img.Stride/module-quiet)
		if at.In(code.Bounds()) {
			r, _, _, _ := code.At(at.X, at.Y).RGBA()
			img.Pix[i] = byte(r >> 8)
		}
	}
	var b bytes.Buffer
	err = png.Encode(&b, img)
	return b.Bytes(), err
}

// phonePhoto is a JPEG file that says where it was taken: EXIF with 55° N, and
// the same in words.
func phonePhoto() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for i := range img.Pix {
		img.Pix[i] = byte(i/4%320) | 0x0F
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		return nil, err
	}
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08" +
		"\x00\x01" + "\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a" + "\x00\x00\x00\x00" + // where GPS lies
		"\x00\x01" + "\x00\x02\x00\x05\x00\x00\x00\x03\x00\x00\x00\x2c" + "\x00\x00\x00\x00" + // latitude
		"\x00\x00\x00\x37\x00\x00\x00\x01" + "\x00\x00\x00\x2d\x00\x00\x00\x01" + "\x00\x00\x00\x00\x00\x00\x00\x01"
	xmp := "http://ns.adobe.com/xap/1.0/\x00<exif:GPSLatitude>55,45N</exif:GPSLatitude>"
	data := bytes.Clone(b.Bytes()[:2])
	for _, segment := range []string{exif, xmp} {
		data = append(data, 0xFF, 0xE1)
		data = binary.BigEndian.AppendUint16(data, uint16(len(segment)+2))
		data = append(data, segment...)
	}
	return append(data, b.Bytes()[2:]...), nil
}

// hugePicture is the head of a PNG file of 30000×30000 pixels.
func hugePicture() ([]byte, error) {
	var b bytes.Buffer
	err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1)))
	data := b.Bytes()
	const size = 16 // where IHDR says it
	binary.BigEndian.PutUint32(data[size:], 30_000)
	binary.BigEndian.PutUint32(data[size+4:], 30_000)
	binary.BigEndian.PutUint32(data[size+13:], crc32.ChecksumIEEE(data[size-4:size+13]))
	return data, err
}

func (s *consoleStage) Open(name string) ([]byte, error) { return openFile(name) }

func (s *consoleStage) Attach(ctx context.Context, who string, all ...script.Parcel) error {
	for i, p := range all {
		up := dialogs.Upload{
			ID: s.folder.Put(p.Data), Name: p.Name, MIME: mime.TypeByExtension(filepath.Ext(p.Name)),
			Size: int64(len(p.Data)), Picture: p.Picture, Caption: p.Caption,
		}
		if len(all) > 1 {
			up.Album = s.folder.Put(all[0].Data)
		}
		if err := s.talk(who).SendFile(ctx, up); err != nil {
			return fmt.Errorf("file %d: %w", i+1, err)
		}
	}
	return nil
}

func (s *consoleStage) Received(who string) []script.Parcel {
	var came []script.Parcel
	for _, screen := range s.talk(who).Received() {
		came = append(came, script.Parcel{
			Picture: screen.File.Picture, Name: screen.File.Name, Caption: screen.Text.Plain(), Data: screen.File.Data,
		})
		for _, a := range screen.More {
			came = append(came, script.Parcel{Picture: a.Picture, Name: a.Name, Data: a.Data})
		}
	}
	return came
}

func (s *telegramStage) Open(name string) ([]byte, error) { return openFile(name) }

func (s *telegramStage) Attach(ctx context.Context, who string, all ...script.Parcel) error {
	return s.deed(ctx, who, func(anna *simulator.Person) error {
		if len(all) > 1 {
			items := make([]simulator.AlbumItem, len(all))
			for i, p := range all {
				items[i] = simulator.AlbumPhoto(p.Data, p.Caption)
			}
			anna.SendAlbum(items...)
			return nil
		}
		p := all[0]
		if p.Picture {
			anna.SendPhotoWith(p.Data, p.Caption)
			return nil
		}
		anna.SendDocumentWith(p.Name, p.Data, p.Caption)
		return nil
	})
}

func (s *telegramStage) Received(who string) []script.Parcel {
	var came []script.Parcel
	m := s.before[who]
	for _, msg := range s.person(who).Chat().Messages {
		if _, known := m.edits[msg.ID]; known || !msg.FromBot {
			continue
		}
		for _, f := range []*simulator.File{msg.Photo, msg.Document} {
			if f == nil {
				continue
			}
			data, _ := s.sim.FileData(f.ID)
			came = append(came, script.Parcel{Picture: f == msg.Photo, Name: f.Name, Caption: msg.Text, Data: data})
		}
	}
	return came
}
