package meeting

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// upload is the intent of a file that came.
type upload struct {
	File string `json:"file"`
	Name string `json:"name,omitempty"`
}

// enclose takes a file; what its size says already is not fetched.
func (f flow) enclose(d draft, up *dialogs.Upload) move {
	if up.Size > meeting.FileSize {
		return dialogs.Refuse(d, f.t.T("meeting.file_large",
			"Size", texts.Count(int(up.Size>>20)), "Most", meeting.FileSize>>20))
	}
	return dialogs.Do(d, dialogs.Intend("file", upload{File: up.ID, Name: up.Name}))
}

// fetch fetches a file and judges it by its content.
func (f flow) fetch(ctx context.Context, intent dialogs.Act) (meeting.File, error) {
	var up upload
	if err := intent.Take(&up); err != nil {
		return meeting.File{}, err
	}
	file, err := f.Files.Enclose(ctx, up.File, up.Name)
	if err != nil {
		return meeting.File{}, err
	}
	if len(file.Data) > meeting.FileSize {
		return meeting.File{}, &housing.Error{Kind: housing.Refused, Text: "error.meeting_file_large"}
	}
	return meeting.File{Name: file.Name, Kind: file.Kind, Size: file.Size, Data: file.Data}, nil
}

// fetchImage fetches an image, which is a PDF by its content.
func (f flow) fetchImage(ctx context.Context, intent dialogs.Act) (meeting.File, error) {
	file, err := f.fetch(ctx, intent)
	if err == nil && file.Kind != "pdf" || housing.KindOf(err) == housing.Refused {
		return file, &housing.Error{Kind: housing.Refused, Text: "error.meeting_image_kind"}
	}
	return file, err
}

// image is «электронный образ сообщения о проведении общего собрания собственников».
func (f flow) image() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "image", Next: []string{"image", "parts"}, Load: f.load, Files: true,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			made := "meeting.image_make"
			screen := dialogs.Screen{Text: f.heading("meeting.paper", m.House)}
			if m.Image.ID != 0 {
				made = "meeting.image_again"
				screen.Text = texts.Join(
					"\n",
					screen.Text,
					f.t.T("meeting.image_there", "Name", m.Image.Name),
				)
				screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.image_open"), "open"))
			}
			screen.Text = texts.Join(
				"\n",
				screen.Text,
				f.t.T("meeting.image_ask", "Most", meeting.FileSize>>20),
				f.partGaps(s, &m, meeting.Paper),
			)
			screen.Rows = append(screen.Rows, dialogs.On(f.t.Label(made), "make"))
			if m.Image.ID != 0 && m.ImageVersion != m.Version {
				screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.image_keep"), "same"))
			}
			screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.to_parts"), "parts"))
			return screen
		},
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			if in.File != nil {
				return f.enclose(s.Draft, in.File)
			}
			switch in.Act.Do {
			case "make", "open", "same":
				return dialogs.Do(s.Draft, in.Act)
			case "parts":
				return dialogs.To(s.Draft.at(), "parts")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.commitImage,
	}
}

func (f flow) commitImage(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	m, err := f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
	if err != nil {
		return move{}, err
	}
	var file meeting.File
	switch intent.Do {
	case "open":
		return f.hand(ctx, s, m.Image.ID)
	case "make":
		file, err = f.paper(s, &m)
	case "same": // it was read and still fits
		file, err = f.Meetings.OpenFile(ctx, s.Person.ID, m.ID, m.Image.ID)
	default:
		file, err = f.fetchImage(ctx, intent)
	}
	if err != nil {
		return move{}, err
	}
	next, err := f.change(ctx, s, meeting.Change{File: &file}, "image")
	if err == nil && intent.Do == "make" {
		next.Asides = append(next.Asides, f.attached(file))
	}
	return next, err
}

// hand sends a file of the meeting into the chat.
func (f flow) hand(ctx context.Context, s scene, id int64) (move, error) {
	file, err := f.Meetings.OpenFile(ctx, s.Person.ID, s.Draft.Meeting, id)
	m := dialogs.Stay(s.Draft)
	if err == nil {
		m.Asides = append(m.Asides, f.attached(file))
	}
	return m, err
}

func (f flow) attached(file meeting.File) dialogs.Screen {
	return dialogs.Attach(dialogs.Attachment{Name: file.Name, Data: file.Data}, texts.Escape(file.Name))
}

// paper makes the electronic image from the data.
func (f flow) paper(s scene, m *meeting.Meeting) (meeting.File, error) {
	data, err := f.Paper(f.t.Label("meeting.message_title"), f.message(s, m))
	return meeting.File{
		Name: f.t.Label("meeting.message_file"),
		Kind: "pdf",
		Size: int64(len(data)),
		Data: data,
	}, err
}
