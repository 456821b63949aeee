package receipt

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"

	"dombot/internal/housing"
)

// AppealWord returns the letter of an appeal as a DOCX file, for those who go on
// writing or paste it elsewhere.
//
// It holds the three parts that ECMA-376 wants of the smallest document. A letter is
// paragraphs in bold or plain: of the libraries for Go those under a free licence are forks of what nobody
// looks after any more, and each brings a whole template of styles for that.
func AppealWord(l housing.AppealLetter) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct {
		name string
		body any
	}{
		{"[Content_Types].xml", contentTypes()},
		{"_rels/.rels", relationships()},
		{"word/document.xml", wordOf(letterOf(l))},
	} {
		w, err := z.Create(part.name)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", part.name, err)
		}
		if _, err := io.WriteString(w, xml.Header); err != nil {
			return nil, fmt.Errorf("write %s: %w", part.name, err)
		}
		if err := xml.NewEncoder(w).Encode(part.body); err != nil {
			return nil, fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write appeal: %w", err)
	}
	return b.Bytes(), nil
}

// The parts of the package, as ECMA-376 part 2 describes them.
type (
	wordTypes struct {
		XMLName   xml.Name       `xml:"http://schemas.openxmlformats.org/package/2006/content-types Types"`
		Defaults  []wordDefault  `xml:"Default"`
		Overrides []wordOverride `xml:"Override"`
	}
	wordDefault struct {
		Extension string `xml:"Extension,attr"`
		Type      string `xml:"ContentType,attr"`
	}
	wordOverride struct {
		Part string `xml:"PartName,attr"`
		Type string `xml:"ContentType,attr"`
	}
	wordRelations struct {
		XMLName xml.Name       `xml:"Relationships"`
		Space   string         `xml:"xmlns,attr"`
		All     []wordRelation `xml:"Relationship"`
	}
	wordRelation struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	}
)

func contentTypes() wordTypes {
	const office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	return wordTypes{
		Defaults: []wordDefault{
			{"rels", "application/vnd.openxmlformats-package.relationships+xml"}, {"xml", "application/xml"},
		},
		Overrides: []wordOverride{{"/word/document.xml", office}},
	}
}

func relationships() wordRelations {
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
	const space = "http://schemas.openxmlformats.org/package/2006/relationships"
	return wordRelations{Space: space, All: []wordRelation{{"rId1", office, "word/document.xml"}}}
}

// The document, as ECMA-376 part 1 describes it: paragraphs of one run each.
type (
	wordDocument struct {
		XMLName xml.Name        `xml:"w:document"`
		Space   string          `xml:"xmlns:w,attr"`
		Lines   []wordParagraph `xml:"w:body>w:p"`
		Size    wordValue2      `xml:"w:body>w:sectPr>w:pgSz"`
		Margins wordMargins     `xml:"w:body>w:sectPr>w:pgMar"`
	}
	wordParagraph struct {
		Space wordSpacing `xml:"w:pPr>w:spacing"`
		Font  wordFont    `xml:"w:r>w:rPr>w:rFonts"`
		Bold  *struct{}   `xml:"w:r>w:rPr>w:b"`
		Size  wordValue   `xml:"w:r>w:rPr>w:sz"`
		Text  wordText    `xml:"w:r>w:t"`
	}
	wordSpacing struct {
		Before int `xml:"w:before,attr"` // twentieths of a point
		After  int `xml:"w:after,attr"`
	}
	wordFont struct {
		Latin string `xml:"w:ascii,attr"`
		Other string `xml:"w:hAnsi,attr"`
		Mixed string `xml:"w:cs,attr"`
	}
	wordValue struct {
		Value int `xml:"w:val,attr"`
	}
	wordValue2 struct {
		Width  int `xml:"w:w,attr"`
		Height int `xml:"w:h,attr"`
	}
	wordMargins struct {
		Top    int `xml:"w:top,attr"`
		Right  int `xml:"w:right,attr"`
		Bottom int `xml:"w:bottom,attr"`
		Left   int `xml:"w:left,attr"`
		Header int `xml:"w:header,attr"`
		Footer int `xml:"w:footer,attr"`
		Gutter int `xml:"w:gutter,attr"`
	}
	wordText struct {
		Keep string `xml:"xml:space,attr"`
		Text string `xml:",chardata"`
	}
)

const wordSpace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

// twips are twentieths of a point.
func twips(points float64) int { return int(math.Round(20 * points)) }

func wordOf(lines []line) wordDocument {
	const family = "Times New Roman"
	side := twips(letterMargin)
	d := wordDocument{
		Space: wordSpace, Size: wordValue2{twips(pageHeight), twips(pageWidth)},
		Margins: wordMargins{side, side, side, side, side / 2, side / 2, 0},
	}
	for _, l := range lines {
		gap := l.gap
		for text := range strings.SplitSeq(l.text, "\n") {
			p := wordParagraph{
				Space: wordSpacing{Before: twips(gap)}, Font: wordFont{family, family, family},
				Size: wordValue{int(2 * l.size)}, // half points
				Text: wordText{Keep: "preserve", Text: text},
			}
			if l.bold {
				p.Bold = &struct{}{}
			}
			d.Lines, gap = append(d.Lines, p), 0
		}
	}
	return d
}
