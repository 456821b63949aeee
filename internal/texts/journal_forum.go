package texts

// forumDeeds are those of moderators of forums.
func forumDeeds() map[string]string {
	return map[string]string{
		"forum.hide":        "journal.did_forum_hide",
		"forum.show":        "journal.did_forum_show",
		"forum.keep":        "journal.did_forum_keep",
		"forum.warn":        "journal.did_forum_warn",
		"forum.mute":        "journal.did_forum_mute",
		"forum.unmute":      "journal.did_forum_unmute",
		"forum.pin":         "journal.did_forum_pin",
		"forum.unpin":       "journal.did_forum_unpin",
		"forum.close":       "journal.did_forum_close",
		"forum.reopen":      "journal.did_forum_reopen",
		"forum.conceal":     "journal.did_forum_conceal",
		"forum.reveal":      "journal.did_forum_reveal",
		"forum.mirrored":    "journal.did_forum_mirrored",
		"forum.unmirrored":  "journal.did_forum_unmirrored",
		"forum.invited":     "journal.did_forum_invited",
		"forum.named":       "journal.did_forum_named",
		"forum.unnamed":     "journal.did_forum_unnamed",
		"forum.letter_kept": "journal.did_forum_letter_kept",
		"forum.letter_mute": "journal.did_forum_letter_mute",
		"forum.moderators":  "journal.did_forum_moderators",
	}
}
