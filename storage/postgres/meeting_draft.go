package postgres

// dropMeetingDrafts deletes what a person wrote of meetings and submitted to nobody.
const dropMeetingDrafts = `DELETE FROM meetings WHERE person_id = $1 AND number IS NULL`
