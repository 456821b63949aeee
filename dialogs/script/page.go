package script

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Pages is a stage whose people open the pages that buttons lead to.
type Pages interface {
	// Upload sends a file by the page of the last button that is a link, and returns what the page shows.
	Upload(ctx context.Context, who string, p Parcel, partly bool) (page string, err error)
	// Download takes the file of a page, or of the last button that is a link. Where there is none, the
	// page says why.
	Download(ctx context.Context, who, page string) (p Parcel, shown string, err error)
}

// browse does «uploads FILE», «uploads FILE partly» and «downloads FILE».
func (p *player) browse(ctx context.Context, verb, who, rest string) error {
	stage, ok := p.stage.(Pages)
	if !ok {
		return errors.New("nobody opens pages on this stage")
	}
	name, partly := strings.CutSuffix(rest, " partly")
	if verb == "downloads" {
		return p.download(ctx, stage, who, name)
	}
	data, err := p.openAnywhere(name)
	if err != nil {
		return err
	}
	p.page, err = stage.Upload(ctx, who, Parcel{Name: filepath.Base(name), Data: data}, partly)
	return err
}

func (p *player) download(ctx context.Context, stage Pages, who, name string) error {
	parcel, shown, err := stage.Download(ctx, who, p.page)
	if err != nil {
		return err
	}
	if p.page = shown; parcel.Data == nil {
		return nil
	}
	p.parcel = parcel
	if err := os.WriteFile(name, parcel.Data, 0o600); err != nil {
		return fmt.Errorf("keep download: %w", err)
	}
	return nil
}

// openAnywhere reads a file of the archive, of the stage, or one that a command wrote.
func (p *player) openAnywhere(name string) ([]byte, error) {
	if !filepath.IsAbs(name) {
		return p.open(name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	return data, nil
}
