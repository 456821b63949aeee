package texts

import (
	"strings"
	"time"

	"dombot/internal/housing"
)

// Journal writes what was done for an organisation.
type Journal struct {
	T    func(key string, args ...any) Text
	Zone *time.Location
}

// Line is «23.11 12:00 · Ольга Дорохова: продлено отключение О-000012 · до 12:00 → до 15:00».
func (j Journal) Line(e housing.JournalEntry) Text {
	line := j.T("journal.line", "At", e.At.In(j.Zone).Format("02.01 15:04"), "Who", j.who(e),
		"What", j.what(e.What), "Subject", e.Subject, "Barred", e.Barred)
	was, is := j.value(e, e.Was), j.value(e, e.Is)
	switch {
	case was != "" && is != "":
		return j.T("journal.changed", "Line", line, "Was", was, "Is", is)
	case was+is != "":
		return j.T("journal.with", "Line", line, "Value", was+is)
	}
	return line
}

// what tells a deed, such as «outage.extended». One that has no words is named as it is stored.
func (j Journal) what(deed string) Text {
	for _, known := range []map[string]string{
		deeds(), houseDeeds(), appealDeeds(), chatDeeds(), forumDeeds(),
	} {
		if key, ok := known[deed]; ok {
			return j.T(key)
		}
	}
	return Escape(deed)
}

func (j Journal) who(e housing.JournalEntry) Text {
	switch {
	case e.Who != "":
		return Escape(e.Who)
	case e.Number != 0:
		return j.T("journal.numbered", "Number", int64(e.Number))
	case e.ByHand:
		return j.T("journal.stranger")
	}
	return j.T("journal.command")
}

// value tells roles in words; all else was written as it is read.
func (j Journal) value(e housing.JournalEntry, v string) Text {
	if strings.HasPrefix(e.What, "owner.") && v != "" {
		return j.T(OwnerActsKey(v))
	}
	if strings.HasPrefix(e.What, "operator.") && e.What != "operator.signs" && v != "" {
		return j.T(StaffRoleKey(housing.StaffRole(v)))
	}
	return Escape(v)
}

// OwnerActsKey is the key of how a person stands to an owner: self, representative.
func OwnerActsKey(acts string) string {
	if acts == "self" {
		return "owner.acts_self"
	}
	return "owner.acts_representative"
}

// StaffRoleKey is the key of the name of a role.
func StaffRoleKey(r housing.StaffRole) string {
	switch r {
	case housing.StaffAdmin:
		return "operator.role_admin"
	case housing.StaffViewer:
		return "operator.role_viewer"
	case housing.StaffOperator:
	}
	return "operator.role_operator"
}

// deeds are the keys of how deeds are told.
func deeds() map[string]string {
	//nolint:gosec // keys of sentences, no secrets
	return map[string]string{
		"outage.announced":     "journal.did_outage_announced",
		"outage.extended":      "journal.did_outage_extended",
		"outage.corrected":     "journal.did_outage_corrected",
		"outage.ended":         "journal.did_outage_ended",
		"outage.called_off":    "journal.did_outage_called_off",
		"outage.retracted":     "journal.did_outage_retracted",
		"outage.recalled":      "journal.did_outage_recalled",
		"sending.resumed":      "journal.did_sending_resumed",
		"mailing.paused":       "journal.did_mailing_paused",
		"mailing.going":        "journal.did_mailing_resumed",
		"mailing.cancelled":    "journal.did_mailing_stopped",
		"outage.force_majeure": "journal.did_outage_force",
		"outage.force_lifted":  "journal.did_outage_force_lifted",
		"outage.caused":        "journal.did_outage_caused",
		"document.published":   "journal.did_document_published",
		"document.withdrawn":   "journal.did_document_withdrawn",
		"import.accounts":      "journal.did_import_accounts",
		"import.meters":        "journal.did_import_meters",
		"import.charges":       "journal.did_import_charges",
		"import.verdicts":      "journal.did_import_verdicts",
		"upload.accounts":      "journal.did_upload_accounts",
		"upload.meters":        "journal.did_upload_meters",
		"upload.charges":       "journal.did_upload_charges",
		"upload.verdicts":      "journal.did_upload_verdicts",
		"download.readings":    "journal.did_download_readings",
		"download.payments":    "journal.did_download_payments",
		"download.outages":     "journal.did_download_outages",
		"look.register":        "journal.did_look_register",
		"download.result":      "journal.did_download_result",
		"operator.invited":     "journal.did_operator_invited",
		"operator.joined":      "journal.did_operator_joined",
		"operator.revoked":     "journal.did_operator_revoked",
		"operator.role":        "journal.did_operator_role",
		"operator.removed":     "journal.did_operator_removed",
		"shift.taken":          "journal.did_shift_taken",
		"shift.handed":         "journal.did_shift_handed",
		"shift.ended":          "journal.did_shift_ended",
		"house.passed":         "journal.did_house_passed",
		"account.sold":         "journal.did_account_sold",
		"look.months":          "journal.did_look_months",
		"look.report":          "journal.did_look_report",
		"look.unsent":          "journal.did_look_unsent",
		"look.payments":        "journal.did_look_payments",
		"look.outages":         "journal.did_look_outages",
		"look.outage":          "journal.did_look_outage",
		"look.crew":            "journal.did_look_crew",
		"look.journal":         "journal.did_look_journal",
		"look.shift":           "journal.did_look_shift",
	}
}

// appealDeeds are those with what residents write.
func appealDeeds() map[string]string {
	return map[string]string{
		"appeal.take":      "journal.did_appeal_take",
		"appeal.release":   "journal.did_appeal_release",
		"appeal.answer":    "journal.did_appeal_answer",
		"appeal.extend":    "journal.did_appeal_extend",
		"appeal.redirect":  "journal.did_appeal_redirect",
		"appeal.close":     "journal.did_appeal_close",
		"appeal.convert":   "journal.did_appeal_convert",
		"appeal.note":      "journal.did_appeal_note",
		"appeal.submit":    "journal.did_appeal_submit",
		"appeal.recall":    "journal.did_appeal_recall",
		"appeal.return":    "journal.did_appeal_return",
		"template.saved":   "journal.did_template_saved",
		"template.dropped": "journal.did_template_dropped",
		"look.appeals":     "journal.did_look_appeals",
		"operator.signs":   "journal.did_operator_signs",
		"download.appeals": "journal.did_download_appeals",
	}
}

// houseDeeds are those with what is known of houses, and with what ГИС ЖКХ knows of outages.
func houseDeeds() map[string]string {
	return map[string]string{
		"licence.told":       "journal.did_licence_told",
		"licence.kept":       "journal.did_licence_kept",
		"licence.decided":    "journal.did_licence_decided",
		"licence.look":       "journal.did_licence_look",
		"owner.confirmed":    "journal.did_owner_confirmed",
		"owner.revoked":      "journal.did_owner_revoked",
		"import.houses":      "journal.did_import_houses",
		"upload.houses":      "journal.did_upload_houses",
		"download.houses":    "journal.did_download_houses",
		"import.reports":     "journal.did_import_reports",
		"upload.reports":     "journal.did_upload_reports",
		"work.photo":         "journal.did_work_photo",
		"work.photo_dropped": "journal.did_work_photo_dropped",
	}
}

// chatDeeds are those with groups of neighbours.
func chatDeeds() map[string]string {
	return map[string]string{
		"chat.attached":    "journal.did_chat_attached",
		"chat.changed":     "journal.did_chat_changed",
		"chat.detached":    "journal.did_chat_detached",
		"poll.opened":      "journal.did_poll_opened",
		"poll.closed":      "journal.did_poll_closed",
		"chat.link_group":  "journal.did_chat_link_group",
		"chat.link_keeper": "journal.did_chat_link_keeper",
		"chat.kept":        "journal.did_chat_kept",
		"chat.dismissed":   "journal.did_chat_dismissed",
		"chat.keeper":      "journal.did_chat_keeper",
	}
}
