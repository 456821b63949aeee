package mydata

// partKey returns the key of the heading of a part.
func partKey(of string) string {
	return map[string]string{
		"person":          "stored.part_person",
		"wishes":          "stored.part_wishes",
		"consents":        "stored.part_consents",
		"sign_in":         "stored.part_sign_in",
		"accounts":        "stored.part_accounts",
		"invitations":     "stored.part_invitations",
		"readings":        "stored.part_readings",
		"photos":          "stored.part_photos",
		"payments":        "stored.part_payments",
		"notices":         "stored.part_notices",
		"mails":           "stored.part_mails",
		"reminders":       "stored.part_reminders",
		"outages":         "stored.part_outages",
		"digests":         "stored.part_digests",
		"recalculations":  "stored.part_recalculations",
		"requests":        "stored.part_requests",
		"appeals":         "stored.part_appeals",
		"answers":         "stored.part_answers",
		"marks":           "stored.part_marks",
		"supplements":     "stored.part_supplements",
		"joins":           "stored.part_joins",
		"files":           "stored.part_files",
		"meetings":        "stored.part_meetings",
		"meeting_calls":   "stored.part_meeting_calls",
		"meeting_remarks": "stored.part_meeting_remarks",
		"meeting_events":  "stored.part_meeting_events",
		"reviews":         "stored.part_reviews",
		"chats":           "stored.part_chats",
		"work":            "stored.part_work",
		"tries":           "stored.part_tries",
		"proofs":          "stored.part_proofs",
		"deeds":           "stored.part_deeds",
		"looks":           "stored.part_looks",
	}[of]
}

// fieldKey returns the key of the words for a field.
func fieldKey(of string) string {
	if key := personFields()[of]; key != "" {
		return key
	}
	return deedFields()[of]
}

// personFields are the fields of who somebody is and wants.
func personFields() map[string]string {
	return map[string]string{
		"telegram_user":    "stored.field_telegram_user",
		"telegram_chat":    "stored.field_telegram_chat",
		"since":            "stored.field_since",
		"email":            "stored.field_email",
		"phone":            "stored.field_phone",
		"good":             "stored.field_good",
		"confirmed":        "stored.field_confirmed",
		"zone":             "stored.field_zone",
		"veiled":           "stored.field_veiled",
		"tell_planned":     "stored.field_tell_planned",
		"digest_hour":      "stored.field_digest_hour",
		"ahead_hours":      "stored.field_ahead_hours",
		"tell_emergencies": "stored.field_tell_emergencies",
		"tell_hot_water":   "stored.field_tell_hot_water",
		"tell_charges":     "stored.field_tell_charges",
		"tell_reminders":   "stored.field_tell_reminders",
		"quiet_from":       "stored.field_quiet_from",
		"quiet_until":      "stored.field_quiet_until",
		"chat_enough":      "stored.field_chat_enough",
		"version":          "stored.field_version",
		"given":            "stored.field_given",
		"withdrawn":        "stored.field_withdrawn",
		"surname":          "stored.field_surname",
		"name":             "stored.field_name",
		"late":             "stored.field_late",
		"patronymic":       "stored.field_patronymic",
		"account":          "stored.field_account",
		"address":          "stored.field_address",
		"role":             "stored.field_role",
		"rights":           "stored.field_rights",
		"invited":          "stored.field_invited",
		"called":           "stored.field_called",
		"mine":             "stored.field_mine",
		"suspended":        "stored.field_suspended",
		"number":           "stored.field_number",
		"period":           "stored.field_period",
		"resource":         "stored.field_resource",
		"serial":           "stored.field_serial",
		"figures":          "stored.field_figures",
	}
}

// deedFields are the fields of what somebody did and was told.
func deedFields() map[string]string {
	return map[string]string{
		"taken":     "stored.field_taken",
		"at":        "stored.field_at",
		"state":     "stored.field_state",
		"reason":    "stored.field_reason",
		"until":     "stored.field_until",
		"file":      "stored.field_file",
		"sum":       "stored.field_sum",
		"fee":       "stored.field_fee",
		"way":       "stored.field_way",
		"settled":   "stored.field_settled",
		"storage":   "stored.field_storage",
		"document":  "stored.field_document",
		"sign":      "stored.field_sign",
		"receipt":   "stored.field_receipt",
		"kind":      "stored.field_kind",
		"done":      "stored.field_done",
		"topic":     "stored.field_topic",
		"subject":   "stored.field_subject",
		"answer":    "stored.field_answer",
		"utility":   "stored.field_utility",
		"still":     "stored.field_still",
		"outage":    "stored.field_outage",
		"percent":   "stored.field_percent",
		"rule":      "stored.field_rule",
		"text":      "stored.field_text",
		"addressee": "stored.field_addressee",
		"due":       "stored.field_due",
		"answered":  "stored.field_answered",
		"office":    "stored.field_office",
		"day":       "stored.field_day",
		"misses":    "stored.field_misses",
		"deed":      "stored.field_deed",
		"who":       "stored.field_who",
	}
}

// wordKey returns the key of the words for a value that is a name of ours; empty: it is not.
func wordKey(of string) string {
	return map[string]string{
		"owner":         "stored.word_owner",
		"family":        "stored.word_family",
		"social_tenant": "stored.word_social_tenant",
		"tenant":        "stored.word_tenant",
		"guest":         "stored.word_guest",
		"staff":         "stored.word_staff",
		"household":     "stored.word_household",
		"office":        "stored.word_office",
		"succeeded":     "stored.word_succeeded",
		"declined":      "stored.word_declined",
		"expired":       "stored.word_expired",
		"refunded":      "stored.word_refunded",
		"pending":       "stored.word_pending",
		"created":       "stored.word_created",
		"waiting":       "stored.word_waiting",
		"sent":          "stored.word_sent",
		"failed":        "stored.word_failed",
		"wallet":        "stored.word_wallet",
		"card":          "stored.word_card",
		"sbp":           "stored.word_sbp",
		"cold_water":    "stored.word_cold_water",
		"hot_water":     "stored.word_hot_water",
		"electricity":   "stored.word_electricity",
		"gas":           "stored.word_gas",
		"heating":       "stored.word_heating",
		"unconfirmed":   "stored.word_unconfirmed",
		"quiet":         "stored.word_quiet",
		"draft":         "stored.word_draft",
		"off":           "stored.word_off",
		"digest":        "stored.word_digest",
		"ahead":         "stored.word_ahead",
	}[of]
}
