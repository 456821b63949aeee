package main

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/google/uuid"
)

// answerReports is ГИС ЖКХ: it gives a GUID to each report of an archive; with a
// reason it does not take the last one.
func answerReports(archive, path string, refused []string) (err error) {
	book, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	var guids []string
	for _, f := range book.File {
		if filepath.Ext(f.Name) != ".xml" {
			continue
		}
		text, err := readZipped(f)
		if err != nil {
			return err
		}
		for _, m := range regexp.MustCompile(`TransportGUID>([0-9a-f-]{36})<`).FindAllStringSubmatch(text, -1) {
			guids = append(guids, m[1])
		}
	}
	const base = "http://dom.gosuslugi.ru/schema/integration/base/"
	var out strings.Builder
	fmt.Fprintf(&out, `<getStateResult xmlns="http://dom.gosuslugi.ru/schema/integration/outage-report/" xmlns:b=%q>`, base)
	for i, guid := range guids {
		out.WriteString("<ImportResult>")
		if len(refused) > 0 && i == len(guids)-1 {
			fmt.Fprintf(&out, "<b:TransportGUID>%s</b:TransportGUID><b:Error><b:Description>", guid)
			_ = xml.EscapeText(&out, []byte(refused[0]))
			out.WriteString("</b:Description></b:Error>")
		} else {
			id := uuid.NewSHA1(uuid.NameSpaceURL, []byte(guid))
			fmt.Fprintf(&out, "<b:GUID>%s</b:GUID><b:TransportGUID>%s</b:TransportGUID>", id, guid)
			out.WriteString("<b:UpdateDate>2026-11-24T12:00:00+03:00</b:UpdateDate>")
		}
		out.WriteString("</ImportResult>")
	}
	out.WriteString("</getStateResult>")
	return os.WriteFile(path, []byte(out.String()), 0o600)
}

func readZipped(f *zip.File) (text string, err error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	data, err := io.ReadAll(r)
	return string(data), err
}
