package meeting

import "dombot/internal/ballot"

// Ballot is what the voting has to know of a meeting.
func (m *Meeting) Ballot() ballot.Meeting {
	b := ballot.Meeting{
		ID: m.ID, House: m.House.ID, Start: m.Starts, End: m.Ends, Zone: m.House.Zone, Mode: m.Mode,
		Revote: m.Revote,
	}
	for _, q := range m.Questions {
		b.Questions = append(b.Questions, ballot.Question{
			Number: q.Number, Text: q.Name,
			Majority: q.Majority,
		})
	}
	return b
}
