package postgres

import (
	"fmt"

	"dombot/internal/owners"
)

func flawColumn(f *owners.Refusal) string {
	if f.Flaw == owners.Overlap {
		return columnOwner
	}
	return columnShare
}

// flawText says what is wrong with premises.
func flawText(f *owners.Refusal) string {
	p := f.Premises.Number
	if f.Premises.Room != "" {
		p += ", комната " + f.Premises.Room
	}
	on := fmt.Sprintf("%02d.%02d.%d", f.On.Day, int(f.On.Month), f.On.Year)
	switch f.Flaw {
	case owners.Sum:
		return fmt.Sprintf("доли собственников помещения %s с %s дают %s, а должны давать 1", p, on,
			f.Sum.RatString())
	case owners.Overlap:
		return fmt.Sprintf(
			"у собственника помещения %s с %s два права сразу: укажите номера прав или сложите доли", p, on)
	case owners.Span, owners.Part, owners.Area, owners.Unknown:
	}
	return fmt.Sprintf("право на помещение %s записано неверно", p)
}
