package register

import (
	"archive/zip"
	"encoding/xml"
	"io"
)

// requests writes what ГИС ЖКХ is told into one file of an archive after the other.
type requests struct {
	archive *zip.Writer
	name    func(key string, args ...any) string
	root    xml.StartElement // around what one file tells
	most    int              // things told in one file
	count   int              // of files
	here    int              // things in the newest
	to      *xml.Encoder
}

func (r *requests) add(v any, as xml.StartElement) error {
	if r.here == r.most {
		if err := r.end(); err != nil {
			return err
		}
	}
	if r.to == nil {
		if err := r.begin(); err != nil {
			return err
		}
	}
	r.here++
	return r.to.EncodeElement(v, as)
}

func element(name string, attributes ...xml.Attr) xml.StartElement {
	return xml.StartElement{Name: xml.Name{Local: name}, Attr: attributes}
}

func attribute(name, value string) xml.Attr {
	return xml.Attr{Name: xml.Name{Local: name}, Value: value}
}

// schema binds a prefix to a schema of ГИС ЖКХ.
func schema(prefix, name string) xml.Attr {
	return attribute("xmlns:"+prefix, "http://dom.gosuslugi.ru/schema/integration/"+name+"/")
}

func (r *requests) begin() error {
	r.count, r.here = r.count+1, 0
	file, err := r.archive.Create(r.name("register.request_name", "Index", r.count))
	if err != nil {
		return err
	}
	if _, err := io.WriteString(file, xml.Header); err != nil {
		return err
	}
	r.to = xml.NewEncoder(file)
	r.to.Indent("", " ")
	return r.to.EncodeToken(r.root)
}

// end completes the newest file, if one is open.
func (r *requests) end() error {
	if r.to == nil {
		return nil
	}
	if err := r.to.EncodeToken(r.root.End()); err != nil {
		return err
	}
	err := r.to.Close()
	r.to, r.here = nil, 0
	return err
}

// listLeft writes what no request tells of as a table of the archive.
func listLeft[R any](archive *zip.Writer, name string, columns []column[R], left []R) error {
	file, err := archive.Create(name)
	if err != nil {
		return err
	}
	return writeTable(file, columns, func(add func(R) error) error {
		for _, l := range left {
			if err := add(l); err != nil {
				return err
			}
		}
		return nil
	})
}
