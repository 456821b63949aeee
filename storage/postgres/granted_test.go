package postgres_test

import (
	"strings"
	"testing"

	"dombot/internal/housing"
)

// staffed is what those may do who have a right at the organisation.
type staffed struct {
	right housing.StaffRight
	may   string
}

// ofStaff are the rows of those who work for the organisation, in an order in which all can be done.
func ofStaff() []staffed {
	return []staffed{
		{housing.StaffLooks, `Reception.Inbox Reception.Counts Reception.Places Reception.Case Reception.FileOf
			Reception.Takers Reception.Month Reception.Months Reception.Templates Houses.Reviews Operators.Work Operators.Watch
			Operators.Waiting Operators.Loaded Operators.Unsent Operators.Paid Operators.Outages Outages.Outage
			Outages.Progress Outages.ByNumber Outages.Standing Outages.Past Mailings.OfOutage Suspensions.Standing`},
		{housing.StaffActs, `Owners.Confirm Owners.Revoke Owners.Asked Appeals.Handle Reception.SaveTemplate
			Reception.DropTemplate Reception.Handle Reception.Write Reception.Step Sales.Selling Sales.Sell
			Houses.AddWorkPhoto Houses.DropWorkPhoto Outages.Draft Outages.SendDraft Outages.KeepDraft
			Outages.DropDraft Outages.Audience Outages.Announce Outages.AnnounceAll Outages.AnnounceNew Outages.Change
			Mailings.Steer Chats.List Chats.Houses Chats.Keepers Chats.Chat Chats.Poll Chats.Issue Chats.Save Chats.EndPoll
			Chats.AskPoll Chats.Dismiss Chats.Detach Licences.Changes Licences.Leavings Licences.Decide
			Licences.DecideLeaving Operators.Publish Documents.Publish WebLinks.Issue WebLinks.Keep
			Register.ImportMeters Register.ImportDocuments Register.ImportHouses Register.ImportVerdicts
			Register.ImportReports Register.ImportAccounts Operators.TakeShift Operators.EndShift`},
		{housing.StaffManages, `Operators.Crew Operators.Journal Operators.Pending Operators.Hire Operators.Sign
			Operators.Assign Operators.Revoke Operators.Dismiss Suspensions.End`},
	}
}

// Every row is a row of something: those whose it is may do all of it, one after the other. Before that, those of
// the organisation who have not the right tried it.
func TestWhatIsRefusedToOthersIsGrantedToWhoseItIs(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	e.openBureau()
	inspector := e.person(61)
	e.exec(`INSERT INTO inspectors (person_id, region, since) SELECT $1, region, now() FROM houses LIMIT 1`, int64(inspector))
	rows := e.rows()
	e.checkUnasked()
	e.refusesStaff(rows)
	type grant struct {
		person housing.PersonID
		may    string
	}
	grants := []grant{
		{e.anna, `Meetings.Caller Meetings.Begin Meetings.Meeting Meetings.Meetings Meetings.OpenFile Meetings.Change
			Meetings.Owners Meetings.Drop Voting.Meeting Voting.OpenFile Voting.Running Ballots.Own Ballots.Receipts Ballots.Cast
			Ballots.Enter Papers.Forms Papers.Collection Papers.Scan
			Protocols.Collects Houses.WorkPhotos Houses.Standing Houses.Review Protocols.Record Protocols.Announce
			Protocols.Public Owners.Mine Owners.Houses
			Appeals.Answers Appeals.Mark Appeals.Grade Appeals.Supplements Appeals.AddSupplement Appeals.SendSupplement`},
		{inspector, `Inspectors.Queue Meetings.Act`},
		{e.boris, `Operators.Hired Operators.Join`},
		{e.vera, `Chats.Trust Chats.Keep`},
	}
	for _, s := range ofStaff() {
		grants = append(grants, grant{e.olga, s.may})
	}
	for _, of := range grants {
		for name := range strings.FieldsSeq(of.may) {
			if err := rows[name](e.ctx(), of.person); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// refusesStaff lets a viewer and an operator try what they have not the right to.
func (e *estate) refusesStaff(rows map[string]tried) {
	e.t.Helper()
	viewer := e.person(64)
	e.employ(viewer, e.org)
	e.exec(`UPDATE operators SET role = 'viewer' WHERE person_id = $1`, int64(viewer))
	was := e.trace()
	for p, role := range map[housing.PersonID]housing.StaffRole{viewer: housing.StaffViewer, e.boris: housing.StaffOperator} {
		for _, s := range ofStaff() {
			if role.May(s.right) {
				continue
			}
			for name := range strings.FieldsSeq(s.may) {
				e.refuses(string(role)+", "+name, rows[name](e.ctx(), p))
			}
		}
	}
	if tables := e.touched(was); len(tables) > 0 {
		e.t.Errorf("who has not the right did something in %v", tables)
	}
}
