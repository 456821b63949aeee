package readings

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// wholeHistory is how many readings of one meter are put into a table: those of
// decades.
const wholeHistory = 1000

// tableOf answers with the table of one meter.
func (h history) tableOf(ctx context.Context, s historyScene) (historyMove, error) {
	one, err := h.Readings.History(ctx, s.Person.ID, s.Draft.Meter, 0, wholeHistory)
	if err != nil {
		return historyMove{}, err
	}
	resource := strings.ToLower(resourceName(one.Meter.Resource, h.t))
	name := h.t.T("readings.table_file_one", "Resource", resource)
	return h.answerTable(s, name, []housing.History{one})
}

// tableOfAll answers with one table of every meter of the account.
func (h history) tableOfAll(ctx context.Context, s historyScene) (historyMove, error) {
	meters, err := h.Readings.Meters(ctx, s.Person.ID, s.Draft.Account)
	if err != nil {
		return historyMove{}, err
	}
	all := make([]housing.History, 0, len(meters))
	for _, m := range meters {
		one, err := h.Readings.History(ctx, s.Person.ID, m.ID, 0, wholeHistory)
		if err != nil {
			return historyMove{}, err
		}
		all = append(all, one)
	}
	return h.answerTable(s, h.t.T("readings.table_file"), all)
}

func (h history) answerTable(s historyScene, name texts.Text, all []housing.History) (historyMove, error) {
	m := dialogs.Stay(s.Draft)
	if !slices.ContainsFunc(all, func(one housing.History) bool { return len(one.Rows) > 0 }) {
		m.Notice = h.t.T("readings.history_empty")
		return m, nil
	}
	data, err := h.table(all)
	if err != nil {
		return historyMove{}, err
	}
	caption := h.t.T("readings.table_caption")
	if slices.ContainsFunc(all, func(one housing.History) bool { return one.More }) {
		caption = texts.Join("\n", caption, h.t.T("readings.table_cut", "Count", wholeHistory))
	}
	m.Asides = []dialogs.Screen{dialogs.Attach(dialogs.Attachment{Name: name.Plain(), Data: data}, caption)}
	return m, nil
}

// table writes the readings of meters as a Russian Excel opens them with a
// double click: the mark of UTF-8, semicolons, decimal commas, ends of lines of
// Windows. The meters stand one below the other, the newest reading first.
func (h history) table(all []housing.History) ([]byte, error) {
	tariffs := 1
	for _, one := range all {
		for _, r := range one.Rows {
			tariffs = max(tariffs, len(r.Values))
		}
	}
	out := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(out)
	w.Comma, w.UseCRLF = ';', true
	rows := [][]string{h.tableHead(tariffs)}
	for _, one := range all {
		for _, r := range one.Rows {
			rows = append(rows, h.tableRow(one.Meter, r, tariffs))
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write table of readings: %w", err)
	}
	return out.Bytes(), nil
}

func (h history) tableHead(tariffs int) []string {
	head := []string{
		h.t.Label("readings.table_meter"), h.t.Label("readings.table_place"),
		h.t.Label("readings.table_serial"), h.t.Label("readings.table_month"),
		h.t.Label("readings.table_taken"),
	}
	for _, key := range []string{"readings.table_value", "readings.table_use"} {
		for i := range tariffs {
			name := h.t.Label(key)
			if tariffs > 1 {
				name += " Т" + strconv.Itoa(i+1)
			}
			head = append(head, name)
		}
	}
	return append(head, h.t.Label("readings.table_unit"), h.t.Label("readings.table_state"))
}

func (h history) tableRow(m housing.Meter, r housing.HistoryRow, tariffs int) []string {
	row := []string{
		cell(resourceName(m.Resource, h.t)), cell(m.Place), cell("№ " + m.Serial),
		texts.Period(r.Period, housing.Date{}),
		fmt.Sprintf("%02d.%02d.%04d", r.Taken.Day, r.Taken.Month, r.Taken.Year),
	}
	row = append(row, numberCells(r.Values, tariffs)...)
	row = append(row, numberCells(r.Use, tariffs)...)
	return append(row, texts.Unit(m.Unit), cell(h.state(r).Plain()))
}

// numberCells are the numbers of the tariffs, empty where there is none.
func numberCells(v housing.Values, tariffs int) []string {
	cells := make([]string, tariffs)
	for i := range v {
		cells[i] = strings.ReplaceAll(v[i].String(), ".", ",")
	}
	return cells
}

// cell makes one line of a text that others wrote. A text that Excel would take
// for a formula is marked as a text.
func cell(text string) string {
	text = strings.Join(strings.FieldsFunc(text, blank), " ")
	if strings.IndexAny(text, "=+-@＝＋－＠") == 0 {
		return "'" + text
	}
	return text
}

// blank reports whether r takes no ink: spaces, controls, the mark of UTF-8.
func blank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' }
