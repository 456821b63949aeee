package voting

import (
	"context"
	"slices"

	"dombot/dialogs"
	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// documentMax bounds the name of a representative's document.
const documentMax = 250

// signer asks whether a representative signed, and by which document.
func (f flow) signer() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "signer", Next: []string{"scan", "collect"}, Load: f.loadPapers, Skip: gone,
		Show: func(s paperScene, c meeting.Collection) dialogs.Screen {
			h, _ := c.Holder(s.Draft.Holding, s.Draft.Owner)
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("papers.title", &c.Meeting), f.t.T("papers.signer_ask",
					"Name", h.Name)),
				Rows: [][]dialogs.Button{dialogs.On(f.t.Label("papers.signer_self"), "self")},
			}
		},
		Decide: func(s paperScene, _ meeting.Collection, in dialogs.Input) paperMove {
			d := s.Draft
			switch text := housing.CleanText(in.Text); {
			case in.Act.Do == "self":
				d.Document = ""
			case in.Pressed() || in.File != nil:
				return dialogs.Unknown(d)
			case len([]rune(text)) < 5 || len([]rune(text)) > documentMax:
				return dialogs.Refuse(d, f.t.T("papers.document_wrong"))
			default:
				d.Document = text
			}
			return dialogs.To(d, "scan")
		},
	}
}

// upload is the intent of a file that came.
type upload struct {
	File string `json:"file"`
	Name string `json:"name,omitempty"`
}

// scan takes the image of the paper. Where one is corrected, the image that is there may stay.
func (f flow) scan() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "scan", Next: []string{"enter", "collect"}, Load: f.loadPapers, Skip: gone, Files: true,
		Show: func(s paperScene, c meeting.Collection) dialogs.Screen {
			screen := dialogs.Screen{Text: texts.Join("\n", f.heading("papers.title", &c.Meeting),
				f.t.T("papers.scan_ask", "Most", meeting.FileSize>>20))}
			if s.Draft.Corrects != 0 {
				screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("papers.scan_same"), "same"))
			}
			return screen
		},
		Decide: func(s paperScene, _ meeting.Collection, in dialogs.Input) paperMove {
			switch {
			case in.File != nil && in.File.Size > meeting.FileSize:
				return dialogs.Refuse(s.Draft, f.t.T("meeting.file_large",
					"Size", texts.Count(int(in.File.Size>>20)), "Most", meeting.FileSize>>20))
			case in.File != nil:
				return dialogs.Do(s.Draft, dialogs.Intend("file", upload{in.File.ID, in.File.Name}))
			case in.Act.Do == "same" && s.Draft.Corrects != 0:
				s.Draft.File, s.Draft.Name, s.Draft.Kind, s.Draft.Pages, s.Draft.Size = "", "", "", nil, 0
				return dialogs.To(s.Draft, "enter")
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Refuse(s.Draft, f.t.T("papers.scan_wanted"))
		},
		Commit: func(ctx context.Context, s paperScene, intent dialogs.Act) (paperMove, error) {
			d, err := f.sent(ctx, s.Draft, intent)
			return dialogs.To(d, "enter"), err
		},
	}
}

// sent is a draft with the file of an intent.
func (f flow) sent(ctx context.Context, d paper, intent dialogs.Act) (paper, error) {
	var up upload
	if err := intent.Take(&up); err != nil {
		return d, err
	}
	file, err := f.fetch(ctx, up)
	if err != nil {
		return d, err
	}
	return d.with(up, file), nil
}

// with has a file in place of whatever was sent before.
func (d paper) with(up upload, file ballot.File) paper {
	d.File, d.Name, d.Kind, d.Pages, d.Size = up.File, file.Name, file.Kind, nil, len(file.Data)
	return d
}

// fetch fetches an image of a paper and judges it by its content.
func (f flow) fetch(ctx context.Context, up upload) (ballot.File, error) {
	file, err := f.Files.Enclose(ctx, up.File, up.Name)
	if err != nil && housing.KindOf(err) != housing.Refused {
		return ballot.File{}, err
	}
	image := slices.Contains([]string{"pdf", "jpg", "png", "tif", "tiff"}, file.Kind)
	if err != nil || !image || len(file.Data) > meeting.FileSize {
		return ballot.File{}, &housing.Error{Kind: housing.Refused, Text: "papers.scan_kind"}
	}
	return ballot.File{Name: file.Name, Kind: file.Kind, Data: file.Data}, nil
}

// enter shows all that was said before it is entered. Photos of further pages come here.
func (f flow) enter() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "enter", Next: []string{
			"mark", "holding",
			"collect",
		}, Load: f.loadPapers, Skip: gone, Show: f.showEnter, Files: true,
		Decide: func(s paperScene, _ meeting.Collection, in dialogs.Input) paperMove {
			switch {
			case in.File != nil:
				return f.decidePage(s.Draft, in.File)
			case in.Act.Do == "enter":
				return dialogs.Do(s.Draft, in.Act)
			case in.Act.Do == "mark":
				s.Draft.At = 0
				return dialogs.To(s.Draft, "mark")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s paperScene, intent dialogs.Act) (paperMove, error) {
			switch intent.Do {
			case "page":
				return f.commitPage(ctx, s, intent)
			case "file":
				d, err := f.sent(ctx, s.Draft, intent)
				return dialogs.Stay(d), err
			}
			return f.commitEnter(ctx, s, intent)
		},
	}
}

func (f flow) showEnter(s paperScene, c meeting.Collection) dialogs.Screen {
	m, d := &c.Meeting, s.Draft
	h, _ := c.Holder(d.Holding, d.Owner)
	text := texts.Join("\n", f.heading("papers.check", m), f.lawful(m), texts.Escape(f.holderLabel(&h)))
	if d.Back {
		return dialogs.Screen{
			Text: texts.Join("\n", text, f.t.T("papers.back_lines", "Seq", d.Corrects, "Reason", d.Reason)),
			Rows: [][]dialogs.Button{dialogs.On(f.t.Label("papers.back_yes"), "enter")},
		}
	}
	text = texts.Join("\n\n", text, f.answers(m, d.Answers))
	text = texts.Join("\n\n", text, f.t.T("papers.enter_lines", "Received", texts.Date(d.Day, m.Today(s.Now)),
		"Document", d.Document, "File", d.Name, "Seq", d.Corrects, "Reason", d.Reason,
		"Pages", len(d.Pages)+1, "Photo", d.Kind == photoKind))
	return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{
		dialogs.On(f.t.Label("papers.enter_yes"), "enter"), dialogs.On(f.t.Label("papers.fix"), "mark"),
	}}
}

func (f flow) commitEnter(ctx context.Context, s paperScene, _ dialogs.Act) (paperMove, error) {
	d := s.Draft
	c, err := f.Collect.Collection(ctx, s.Person.ID, d.Meeting, s.Now)
	if err != nil {
		return paperMove{}, err
	}
	m := &c.Meeting
	p := ballot.PaperDecision{
		Meeting: m.Ballot(), By: s.Person.ID, Holding: d.Holding, Owner: d.Owner, Answers: d.Answers,
		Document: d.Document, Corrects: d.Corrects, Reason: d.Reason, Vouched: d.InTime,
	}
	p.Received, _ = m.HandedIn(d.Day, s.Now)
	if d.Back {
		was := c.Entries[d.Holding]
		p.Owner, p.Received, p.Answers = was.Owner, was.Received, make([]ballot.Answer, len(m.Questions))
	}
	if p.File, err = f.bound(ctx, d); err != nil {
		return paperMove{}, err
	}
	receipt, err := f.Collect.Enter(ctx, s.Once, p, s.Now)
	if err != nil {
		return paperMove{}, err
	}
	to := dialogs.To(d.of(), "holding")
	to.Final = true
	to.Notice = f.t.T("papers.entered", "Seq", receipt.Seq, "Back", d.Back)
	return to, nil
}
