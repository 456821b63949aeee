package simulator

import (
	"context"
	"slices"
)

// Location is a point on the map.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Accuracy  float64 `json:"horizontal_accuracy,omitempty"` // metres
}

// Venue is a place with a name.
type Venue struct {
	Location Location `json:"location"`
	Title    string   `json:"title"`
	Address  string   `json:"address"`
}

// Dice is an emoji that shows a number.
type Dice struct {
	Emoji string `json:"emoji"`
	Value int    `json:"value"`
}

// location reads the point of a call.
func (c *call) location() (Location, error) {
	l := Location{
		Latitude: c.float("latitude"), Longitude: c.float("longitude"),
		Accuracy: c.float("horizontal_accuracy"),
	}
	switch {
	case l.Latitude < -90, l.Latitude > 90, l.Longitude < -180, l.Longitude > 180:
		return l, badCall("wrong location specified")
	case l.Accuracy < 0, l.Accuracy > 1500:
		return l, badCall("horizontal_accuracy must be in 0-1500")
	}
	return l, nil
}

func (s *Server) sendLocation(_ context.Context, c *call) (any, error) {
	l, err := c.location()
	if err != nil {
		return nil, err
	}
	return s.send(c, &Message{Location: &l})
}

func (s *Server) sendVenue(_ context.Context, c *call) (any, error) {
	l, err := c.location()
	if err != nil {
		return nil, err
	}
	return s.send(c, &Message{Venue: &Venue{Location: l, Title: c.text("title"), Address: c.text("address")}})
}

func (s *Server) sendContact(_ context.Context, c *call) (any, error) {
	return s.send(c, &Message{Contact: &Contact{
		Phone: c.text("phone_number"), Name: c.text("first_name"), LastName: c.text("last_name"),
	}})
}

// sides is how many values a dice of an emoji has; zero for an emoji that is none.
func sides(emoji string) int {
	switch {
	case slices.Contains([]string{"🎲", "🎯", "🎳"}, emoji):
		return 6
	case slices.Contains([]string{"🏀", "⚽"}, emoji):
		return 5
	case emoji == "🎰":
		return 64
	}
	return 0
}

// sendDice throws the same values in every run.
func (s *Server) sendDice(_ context.Context, c *call) (any, error) {
	d := &Dice{Emoji: c.text("emoji")}
	if d.Emoji == "" {
		d.Emoji = "🎲"
	}
	n := sides(d.Emoji)
	if n == 0 {
		return nil, badCall("DICE_EMOJI_INVALID")
	}
	s.mu.Lock()
	s.lastID++
	d.Value = 1 + int(s.lastID*2_654_435_761%1_000_003)%n
	s.mu.Unlock()
	return s.send(c, &Message{Dice: d})
}

// SendLocation sends a point on the map.
func (st *Seat) SendLocation(latitude, longitude float64) int {
	return st.post(&Message{Location: &Location{Latitude: latitude, Longitude: longitude}})
}
