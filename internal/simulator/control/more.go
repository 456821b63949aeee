package control

import (
	"io"
	"net/http"

	"dombot/internal/simulator"
)

func pay(st *simulator.Seat, r *http.Request) (int, error) {
	var body struct {
		Message  int  `json:"message"`
		Tip      int  `json:"tip"`
		Declined bool `json:"declined"`
	}
	if err := read(r, &body); err != nil {
		return 0, err
	}
	if body.Declined {
		return failed(st.DeclinePayment(body.Message, simulator.WithTip(body.Tip)))
	}
	return failed(st.Pay(body.Message, simulator.WithTip(body.Tip)))
}

func pin(st *simulator.Seat, r *http.Request) (int, error) {
	var body struct {
		Message int `json:"message"`
	}
	if err := read(r, &body); err != nil {
		return 0, err
	}
	return failed(st.Pin(body.Message))
}

// choose presses a key that asks for a chat or for people.
func (d desk) choose() func(*http.Request) (any, error) {
	return d.deed(func(st *simulator.Seat, r *http.Request) (int, error) {
		var body struct {
			Label  string  `json:"label"`
			Group  int64   `json:"group"`
			People []int64 `json:"people"`
		}
		if err := read(r, &body); err != nil {
			return 0, err
		}
		if body.Group != 0 {
			g := d.groupByID(body.Group)
			if g == nil {
				return 0, wrong("there is no group %d", body.Group)
			}
			return failed(st.PressChat(body.Label, g))
		}
		people, err := d.those(body.People)
		if err != nil {
			return 0, err
		}
		return failed(st.PressPeople(body.Label, people...))
	})
}

// those finds the people whom a body names.
func (d desk) those(ids []int64) ([]*simulator.Person, error) {
	people := make([]*simulator.Person, 0, len(ids))
	for _, id := range ids {
		p, err := d.person(id)
		if err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, nil
}

func album(st *simulator.Seat, r *http.Request) (int, error) {
	if _, _, err := upload(r); err != nil {
		return 0, err
	}
	files := r.MultipartForm.File["file"]
	items := make([]simulator.AlbumItem, 0, len(files))
	for _, header := range files {
		f, err := header.Open()
		if err != nil {
			return 0, wrong("%s cannot be read: %v", header.Filename, err)
		}
		data, err := io.ReadAll(f)
		_ = f.Close() // it was only read
		if err != nil {
			return 0, wrong("%s cannot be read: %v", header.Filename, err)
		}
		if kind := http.DetectContentType(data); kind == "image/jpeg" || kind == "image/png" {
			items = append(items, simulator.AlbumPhoto(data, ""))
			continue
		}
		items = append(items, simulator.AlbumDocument(header.Filename, data, ""))
	}
	numbers := st.SendAlbum(items...)
	if len(numbers) == 0 {
		return sent(0)
	}
	return numbers[0], nil
}

func migrate(g *simulator.Group, _ *http.Request) (any, error) {
	g.Migrate()
	return groupOf(g), nil
}

type topic struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

func topics(g *simulator.Group, _ *http.Request) (any, error) {
	all := g.Topics()
	list := make([]topic, 0, len(all))
	for _, t := range all {
		list = append(list, topic{ID: t.ID, Name: t.Name})
	}
	return list, nil
}

func createTopic(g *simulator.Group, r *http.Request) (any, error) {
	var body struct {
		Name string `json:"name"`
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	if body.Name == "" {
		return nil, wrong("name: what is the topic called?")
	}
	g.EnableTopics()
	return topic{ID: g.CreateTopic(body.Name), Name: body.Name}, nil
}

// inTopic does something with the topic of the address.
func (d desk) inTopic(do func(*simulator.Group, int) error) func(*http.Request) (any, error) {
	return d.inGroup(func(g *simulator.Group, r *http.Request) (any, error) {
		id, err := number("topic", r.PathValue("topic"))
		if err != nil {
			return nil, err
		}
		if err := do(g, int(id)); err != nil {
			return nil, missing(err.Error())
		}
		return topics(g, r)
	})
}
