package receipt

import (
	"bytes"
	"fmt"
	"image"

	"github.com/signintech/gopdf"
)

// Scan binds photos of a paper into one document, a page each, as large as the page allows. They are JPEG, as
// photos are kept.
func Scan(title string, photos [][]byte) ([]byte, error) {
	p := &paper{pdf: &gopdf.GoPdf{}, height: pageWidth}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageHeight, H: pageWidth}})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: title, Creator: "dombot"})
	for _, data := range photos {
		p.photo(data)
	}
	if p.err != nil {
		return nil, p.err
	}
	var b bytes.Buffer
	if _, err := p.pdf.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write scan: %w", err)
	}
	return b.Bytes(), nil
}

// photo fills a page that lies or stands as the photo does.
func (p *paper) photo(data []byte) {
	size, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || size.Width == 0 || size.Height == 0 {
		p.note(fmt.Errorf("read photo: %w", err))
		return
	}
	holder, err := gopdf.ImageHolderByBytes(data)
	if err != nil {
		p.note(err)
		return
	}
	page := gopdf.Rect{W: pageHeight, H: pageWidth}
	if size.Width > size.Height {
		page = gopdf.Rect{W: pageWidth, H: pageHeight}
	}
	p.pdf.AddPageWithOption(gopdf.PageOption{PageSize: &page})
	scale := min(page.W/float64(size.Width), page.H/float64(size.Height))
	width, height := float64(size.Width)*scale, float64(size.Height)*scale
	p.note(p.pdf.ImageByHolder(holder, (page.W-width)/2, (page.H-height)/2, &gopdf.Rect{W: width, H: height}))
}
