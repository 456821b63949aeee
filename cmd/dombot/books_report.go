package main

import (
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// shownFaults is how many faults are told; all are in the result workbook.
const shownFaults = 20

// counts tells how many rows of a kind of workbook came to what.
func (b books) counts(of housing.WebPurpose, r housing.ImportReport) []string {
	switch of {
	case housing.WebVerdicts:
		return b.verdicts(r)
	case housing.WebReports:
		return b.reports(r)
	default:
	}
	return []string{b.t.Label("cli.import_counts",
		"Rows", r.Rows, "Created", r.Created, "Changed", r.Changed, "Same", r.Same)}
}

// verdicts tells what ГИС ЖКХ said, and how many people hear of it.
func (b books) verdicts(r housing.ImportReport) []string {
	lines := []string{b.t.Label("cli.verdict_counts", "Rows", r.Rows,
		"Accepted", r.Count(housing.OutcomeAccepted),
		"Rejected", r.Count(housing.OutcomeRejected)+r.Count(housing.OutcomeReversed),
		"Same", r.Count(housing.OutcomeSame), "Corrected", r.Count(housing.OutcomeCorrected),
		"Unknown", r.Count(housing.OutcomeUnknown), "Waiting", r.Count(housing.OutcomeWaiting))}
	if n := r.Count(housing.OutcomeReversed); n > 0 {
		lines = append(lines, b.t.Label("cli.verdict_reversed", "N", n))
	}
	if r.Told > 0 {
		lines = append(lines, b.t.Label("cli.verdict_told", "N", r.Told))
	}
	return lines
}

// reports tells what ГИС ЖКХ said of reports of outages, and why it did not take some.
func (b books) reports(r housing.ImportReport) []string {
	lines := []string{b.t.Label("cli.reports_answered", "Rows", r.Rows,
		"Accepted", r.Count(housing.OutcomeAccepted), "Rejected", r.Count(housing.OutcomeRejected),
		"Same", r.Count(housing.OutcomeSame), "Unknown", r.Count(housing.OutcomeUnknown))}
	for _, f := range r.Refused[:min(shownFaults, len(r.Refused))] {
		lines = append(lines, b.t.Label("cli.report_refused", "Number", f.Number, "Reason", f.Reason))
	}
	if more := len(r.Refused) - shownFaults; more > 0 {
		lines = append(lines, b.t.Label("cli.report_refused_more", "N", more))
	}
	if r.Count(housing.OutcomeAccepted)+r.Count(housing.OutcomeRejected) > 0 {
		lines = append(lines, b.t.Label("cli.reports_next"))
	}
	return lines
}

// rows tells what an import did besides, and the first faults.
func (b books) rows(r housing.ImportReport) []string {
	var lines []string
	for _, h := range r.Houses {
		address := texts.Address(h.Address, "")
		lines = append(lines, b.t.Label("cli.import_house", "House", address, "Zone", h.Zone))
	}
	if r.Suspended > 0 {
		lines = append(lines, b.t.Label("cli.import_suspended", "N", r.Suspended))
	}
	for _, f := range r.Faults[:min(shownFaults, len(r.Faults))] {
		lines = append(lines, b.t.Label("cli.import_fault",
			"Sheet", f.Sheet, "Row", f.Row, "Column", f.Column, "Reason", f.Reason))
	}
	if more := len(r.Faults) - shownFaults; more > 0 {
		lines = append(lines, b.t.Label("cli.import_more", "N", more))
	}
	return lines
}
