package meeting

import (
	"dombot/internal/ballot"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// gap says in a few words what is missing.
func (f flow) gap(g meeting.Gap) texts.Text {
	t := meeting.TermsNow()
	return f.t.T(gapKey(g), "Number", g.Number, "Least", t.Least, "Most", t.Most)
}

func gapKey(g meeting.Gap) string {
	switch g.Kind {
	case meeting.QuestionLint:
		return warningKey(g.Warning)
	case meeting.QuestionAttach:
		return attachKey(g.Attach)
	default:
		return gapKeys()[g.Kind]
	}
}

func gapKeys() map[meeting.GapKind]string {
	return map[meeting.GapKind]string{
		meeting.NoKind: "meeting.gap_kind", meeting.NoForm: "meeting.gap_form",
		meeting.NoStart: "meeting.gap_start", meeting.StartEarly: "meeting.gap_early",
		meeting.NoEnd: "meeting.gap_end", meeting.EndBefore: "meeting.gap_before",
		meeting.TooShort: "meeting.gap_short", meeting.TooLong: "meeting.gap_long",
		meeting.NoHeld: "meeting.gap_held", meeting.HeldApart: "meeting.gap_apart",
		meeting.NoPlace: "meeting.gap_place", meeting.NoSystem: "meeting.gap_system",
		meeting.NoPapers: "meeting.gap_papers", meeting.NoAcquaint: "meeting.gap_acquaint",
		meeting.NoAdmin: "meeting.gap_admin", meeting.NoAdminPhone: "meeting.gap_phone",
		meeting.NoAdminAddress: "meeting.gap_address", meeting.NoInitiator: "meeting.gap_initiator",
		meeting.InitiatorName: "meeting.gap_name", meeting.NoQuestions: "meeting.gap_questions",
		meeting.NoImage: "meeting.gap_image", meeting.OldImage: "meeting.gap_old",
	}
}

func warningKey(w meeting.Warning) string {
	switch w {
	case meeting.Various:
		return "meeting.warn_various"
	case meeting.Short:
		return "meeting.warn_short"
	case meeting.Blank:
		return "meeting.warn_blank"
	case meeting.Twin:
		return "meeting.warn_twin"
	case meeting.Double:
	}
	return "meeting.warn_double"
}

func attachKey(a meeting.Attachment) string {
	switch a {
	case meeting.Estimate:
		return "meeting.attach_estimate"
	case meeting.Contract:
		return "meeting.attach_contract"
	case meeting.Plan:
		return "meeting.attach_plan"
	case meeting.Offer, meeting.Nothing:
	}
	return "meeting.attach_offer"
}

// gapLabel is the button to a gap.
func (f flow) gapLabel(g meeting.Gap) string {
	switch {
	case g.Question != 0:
		return f.t.Label("meeting.to_question", "Number", g.Number)
	case g.Part == meeting.General || g.Kind == meeting.NoAdminPhone || g.Kind == meeting.NoAdminAddress:
		return f.t.Label(toFieldKey(gapField(g.Kind)))
	}
	return f.t.Label(map[meeting.Part]string{
		meeting.AdminPart: "meeting.to_admin", meeting.Initiators: "meeting.to_callers",
		meeting.Agenda: "meeting.to_agenda", meeting.Paper: "meeting.to_image",
	}[g.Part])
}

func toFieldKey(x meeting.Field) string {
	return map[meeting.Field]string{
		meeting.FieldKind: "meeting.to_kind", meeting.FieldForm: "meeting.to_form",
		meeting.FieldStarts: "meeting.to_start", meeting.FieldEnds: "meeting.to_end",
		meeting.FieldHeld: "meeting.to_held", meeting.FieldPlace: "meeting.to_place",
		meeting.FieldSystem: "meeting.to_system", meeting.FieldPapers: "meeting.to_papers",
		meeting.FieldAcquaint: "meeting.to_acquaint", meeting.FieldAdminPhone: "meeting.to_phone",
		meeting.FieldAdminAddress: "meeting.to_address",
	}[x]
}

// need says what majority a decision needs.
func (f flow) need(m ballot.Majority) string { return f.t.Label(meeting.NeedKey(m)) }

func kindKey(k meeting.Kind) string {
	switch k {
	case meeting.Annual:
		return "meeting.kind_annual"
	case meeting.Extraordinary:
		return "meeting.kind_extraordinary"
	}
	return "meeting.unset"
}

func formKey(x meeting.Form) string {
	switch x {
	case meeting.Electronic:
		return "meeting.form_electronic"
	case meeting.Absentee:
		return "meeting.form_absentee"
	case meeting.Mixed:
		return "meeting.form_mixed"
	}
	return "meeting.unset"
}

func templateKey(name string) string {
	return map[string]string{
		"roof": "meeting.template_roof", "repair": "meeting.template_repair",
		"council": "meeting.template_council", "annual": "meeting.template_annual",
		"yard": "meeting.template_yard", "lease": "meeting.template_lease",
		"managing": "meeting.template_managing", "system": "meeting.template_system",
	}[name]
}

// questionKeys are the names of kinds of questions and the sentences that they begin with.
func questionKeys(k meeting.QuestionKind) (name, sentence string) {
	keys := map[meeting.QuestionKind][2]string{
		meeting.Chair:         {"meeting.chair", "meeting.chair_text"},
		meeting.Storage:       {"meeting.storage", "meeting.storage_text"},
		meeting.Council:       {"meeting.council", "meeting.council_text"},
		meeting.CouncilHead:   {"meeting.council_head", "meeting.council_head_text"},
		meeting.CouncilPay:    {"meeting.council_pay", "meeting.council_pay_text"},
		meeting.CouncilRepair: {"meeting.council_repair", "meeting.council_repair_text"},
		meeting.HeadPower:     {"meeting.head_power", "meeting.head_power_text"},
		meeting.CurrentRepair: {"meeting.current_repair", "meeting.current_repair_text"},
		meeting.Fee:           {"meeting.fee", "meeting.fee_text"},
		meeting.CapitalRepair: {"meeting.capital_repair", "meeting.capital_repair_text"},
		meeting.Rebuilding:    {"meeting.rebuilding", "meeting.rebuilding_text"},
		meeting.Fund:          {"meeting.fund", "meeting.fund_text"},
		meeting.Loan:          {"meeting.loan", "meeting.loan_text"},
		meeting.Land:          {"meeting.land", "meeting.land_text"},
		meeting.CommonUse:     {"meeting.common_use", "meeting.common_use_text"},
		meeting.UsePerson:     {"meeting.use_person", "meeting.use_person_text"},
		meeting.System:        {"meeting.system_kind", "meeting.system_text"},
		meeting.Administrator: {"meeting.administrator", "meeting.administrator_text"},
		meeting.Expenses:      {"meeting.expenses", "meeting.expenses_text"},
		meeting.Managing:      {"meeting.managing", "meeting.managing_text"},
		meeting.Direct:        {"meeting.direct", "meeting.direct_text"},
		meeting.Reduce:        {"meeting.reduce", "meeting.reduce_text"},
		meeting.Other:         {"meeting.other_kind", "meeting.other_text"},
	}[k]
	return keys[0], keys[1]
}
