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
	}
}
