package protocol

import (
	"bytes"
	"fmt"
	"math/big"
	"strings"

	"github.com/xuri/excelize/v2"

	"dombot/internal/ballot"
	"dombot/internal/meeting"
)

// Book writes the register of owners with their decisions: an owner a row, an answer a column. It names
// people: only who answers for the meeting has a right to it.
func Book(r meeting.Record, say Say) (_ []byte, err error) {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }()
	sheet := file.GetSheetName(0)
	out, err := file.NewStreamWriter(sheet)
	if err != nil {
		return nil, fmt.Errorf("begin register: %w", err)
	}
	head := []any{
		say("protocol.column_premises"), say("protocol.column_area"), say("protocol.column_owner"),
		say("protocol.column_share"), say("protocol.column_right"), say("protocol.column_weight"),
		say("protocol.column_way"), say("protocol.column_at"), say("protocol.column_document"),
	}
	for _, q := range r.Meeting.Questions {
		head = append(head, say("protocol.column_question", "Number", q.Number))
	}
	rows := [][]any{head}
	given := map[int64]ballot.Decision{}
	for _, d := range r.Decisions() {
		given[int64(d.Holding)] = d
	}
	for _, h := range r.Holders {
		rows = append(rows, row(&r, h, given[int64(h.Holding)], say))
	}
	for i, cells := range rows {
		if err := out.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return nil, fmt.Errorf("write register: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return nil, fmt.Errorf("write register: %w", err)
	}
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		return nil, fmt.Errorf("write register: %w", err)
	}
	return b.Bytes(), nil
}

func row(r *meeting.Record, h meeting.Holder, d ballot.Decision, say Say) []any {
	right := h.Number
	if !h.Registered.IsZero() {
		right += " " + day(h.Registered)
	}
	share := h.Share.RatString()
	if h.Joint {
		share = say("protocol.joint", "Share", share)
	}
	cells := []any{
		meeting.PlaceName(h.Premises, say), h.Premises.Area.String(), h.Name, share, strings.TrimSpace(right),
		decimal2(h.Weight),
	}
	if d.Seq == 0 || d.Owner != h.Owner {
		return cells
	}
	way, at := "protocol.way_screen", d.At
	if d.Channel == ballot.Paper {
		way, at = "protocol.way_paper", d.Received
	}
	cells = append(cells, say(way), moment(at, &r.Meeting), r.Signed[d.Seq])
	for _, a := range d.Answers {
		cells = append(cells, say(meeting.AnswerKey(a)))
	}
	return cells
}

// decimal2 writes a number with a comma, to the second digit.
func decimal2(r *big.Rat) string { return strings.ReplaceAll(r.FloatString(2), ".", ",") }
