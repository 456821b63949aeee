package postgres

// storedMeetings is what the person wrote about general meetings, and did with them.
func storedMeetings() []storedPart {
	return []storedPart{
		{"meetings", `
			SELECT p.number::text AS number, p.state, ` + storedAddress + `, p.created_at AS at,
				p.submitted_at AS done, p.admin_name AS name, p.admin_phone AS phone, p.admin_email AS email,
				concat_ws(E'\n', nullif(p.admin_address, ''), (
					SELECT string_agg(q.number || '. ' || q.name, E'\n' ORDER BY q.number)
					FROM meeting_questions q WHERE q.meeting_id = p.id)) AS text
			FROM meetings p JOIN houses h ON h.id = p.house_id
			WHERE p.person_id = $1 ORDER BY p.id`},
		{"meeting_files", `
			SELECT p.number::text AS number, f.name, f.kind, f.at,
				'meetings/' || f.id || '-' || f.name AS file
			FROM meeting_files f JOIN meetings p ON p.id = f.meeting_id
			WHERE p.person_id = $1 ORDER BY f.id`},
		{"meeting_calls", `
			SELECT p.number::text AS number, ` + storedAddress + `, i.name
			FROM meeting_initiators i
			JOIN meetings p ON p.id = i.meeting_id
			JOIN houses h ON h.id = p.house_id
			WHERE i.person_id = $1 ORDER BY i.id`},
		{"meeting_remarks", `
			SELECT p.number::text AS number, r.text, r.at
			FROM meeting_remarks r JOIN meetings p ON p.id = r.meeting_id
			WHERE r.person_id = $1 ORDER BY r.id`},
		{"meeting_events", `
			SELECT p.number::text AS number, e.kind, e.text, e.at
			FROM meeting_events e JOIN meetings p ON p.id = e.meeting_id
			WHERE e.person_id = $1 ORDER BY e.id`},
		{"ownership", `
			SELECT ` + storedAddress + `, w.name, x.acts AS role,
				concat_ws(' ', nullif(x.document, ''), nullif(x.document_number, '')) AS document,
				x.confirmed_at AS since, x.ended_at AS until
			FROM owner_people x
			JOIN owners w ON w.id = x.owner_id
			JOIN houses h ON h.id = w.house_id
			WHERE x.person_id = $1 ORDER BY x.id`},
		{"ballots", `
			SELECT ` + storedAddress + `, b.at, array_to_string(b.answers, ', ') AS answer, b.channel AS way
			FROM ballots b
			JOIN ballot_boxes x ON x.meeting_id = b.meeting_id
			JOIN houses h ON h.id = x.house_id
			WHERE b.person_id = $1 ORDER BY b.at, b.seq`},
		{"vote_mutes", `
			SELECT p.number::text AS number, ` + storedAddress + `, v.at
			FROM vote_mutes v
			JOIN meetings p ON p.id = v.meeting_id
			JOIN houses h ON h.id = p.house_id
			WHERE v.person_id = $1 ORDER BY v.at`},
	}
}
