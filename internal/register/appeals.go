package register

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Appeals writes the appeals of a month, one a line. Neither who wrote them nor
// what is in it.
func (w Writer) Appeals(out io.Writer, format housing.RegisterFormat, entries []housing.DeskEntry) error {
	fill := func(add func(housing.DeskEntry) error) error {
		for i := range entries {
			if err := add(entries[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if format == housing.RegisterCSV {
		return writeTable(out, w.appealColumns(), fill)
	}
	return writeBook(out, func(file *excelize.File) error {
		name := w.Texts.Label("register.appeals_sheet")
		if err := file.SetSheetName("Sheet1", name); err != nil {
			return err
		}
		look, err := newLook(file, w.MaxRows)
		if err != nil {
			return err
		}
		rows, err := newSheet(file, name, look, w.appealColumns())
		if err != nil {
			return err
		}
		if err := fill(rows.add); err != nil {
			return err
		}
		return rows.stream.Flush()
	})
}

type appealEntry = housing.DeskEntry

func (w Writer) appealColumns() []column[appealEntry] {
	t := w.Texts.Label
	return []column[appealEntry]{
		{t("register.appeal_number"), 12, func(e appealEntry) cell { return words(e.Number) }},
		{t("register.appeal_received"), 12, func(e appealEntry) cell { return cell{day: e.Received} }},
		{t("register.appeal_place"), 44, func(e appealEntry) cell { return words(placeOf(e)) }},
		{t("register.appeal_sort"), 20, func(e appealEntry) cell { return words(w.appealSort(e)) }},
		{t("register.appeal_topic"), 32, func(e appealEntry) cell { return words(e.Topic.Name) }},
		{t("register.appeal_state"), 22, func(e appealEntry) cell { return words(w.appealState(e)) }},
		{t("register.appeal_taken"), 24, func(e appealEntry) cell { return words(e.TakenBy.Name) }},
		{t("register.appeal_due"), 12, func(e appealEntry) cell { return cell{day: e.Due} }},
		{t("register.appeal_ended"), 14, func(e appealEntry) cell { return cell{day: e.Ended} }},
		{t("register.appeal_days"), 8, func(e appealEntry) cell {
			if e.Ended.IsZero() {
				return cell{}
			}
			return words(strconv.Itoa(e.Ended.Since(e.Received)))
		}},
		{t("register.appeal_late"), 12, func(e appealEntry) cell {
			if !e.Ended.IsZero() && !e.Due.IsZero() && e.Due.Before(e.Ended) {
				return words(t("register.appeal_yes"))
			}
			return cell{}
		}},
	}
}

func (w Writer) appealSort(e appealEntry) string {
	switch e.Kind.Group() {
	case housing.SortMeters:
		return w.Texts.Label("register.appeal_sort_meter")
	case housing.SortSupport:
		return w.Texts.Label("register.appeal_sort_support")
	case housing.SortAppeals:
	}
	return w.Texts.Label("register.appeal_sort_appeal")
}

func placeOf(e appealEntry) string {
	if e.House.ID == 0 {
		return e.Place
	}
	return texts.Address(e.House.Address, "")
}

func (w Writer) appealState(e appealEntry) string {
	switch e.State {
	case housing.AppealAnswered:
		return w.Texts.Label("reception.over_answered")
	case housing.AppealClosed:
		return w.Texts.Label("reception.over_closed")
	case housing.AppealWithdrawn:
		return w.Texts.Label("reception.over_withdrawn")
	case housing.AppealInWork:
		return w.Texts.Label("appeal.state_in_work")
	case housing.AppealExtended:
		return w.Texts.Label("appeal.state_extended")
	case housing.AppealSent, housing.AppealRedirected, housing.AppealDraft, housing.AppealPrepared:
	}
	return w.Texts.Label("reception.status_new")
}
