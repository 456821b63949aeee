package main

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/account"
	"dombot/dialogs/forum"
	"dombot/scheduler"
	"dombot/storage/postgres"
)

// forumFlows is the forum of houses; none where it is off.
func forumFlows(p parts, s stores, photos pictures) []dialogs.Flow {
	if !p.Forum {
		return nil
	}
	ports := forum.Ports{
		Reading: s.Forum, Writing: s.Forum, Own: s.Forum, Services: s.Organisations, Photos: cleaner{photos},
		Guarding: s.Forum, Named: s.Forum, Letters: s.Forum, Mirrors: s.Forum,
		Topics: p.Topics, Random: p.Random, Address: p.Address,
		Texts: p.Texts, Connect: account.ConnectFlow,
	}
	return []dialogs.Flow{forum.New(ports), forum.Guard(ports)}
}

// forumWords are the words that open the forum.
func forumWords(on bool) map[string]dialogs.Start {
	if !on {
		return nil
	}
	start := dialogs.Begin(forum.Flow, nil)
	return map[string]dialogs.Start{"/forum": start, "/start forum": start, "форум": start}
}

// forumStore keeps forums.
type forumStore interface {
	forum.Reading
	forum.Writing
	forum.Own
	forum.Letters
	forumDesk
}

// forumDesk keeps what moderators do.
type forumDesk interface {
	forum.Guarding
	forum.Named
	forum.Mirrors
}

// cleaner makes files pictures that tell no place.
type cleaner struct{ pictures pictures }

// Clean implements forum.Photos.
func (c cleaner) Clean(ctx context.Context, file string) ([]byte, error) {
	photo, done, err := c.pictures.open(ctx, file)
	if err != nil {
		return nil, err
	}
	defer done()
	return photo.Clean()
}

// forumJobs are what forums wait for; where they are off, what was written goes all the same in its time.
func forumJobs(db *postgres.DB, on bool) []scheduler.Job {
	s := &postgres.Forum{DB: db}
	jobs := []scheduler.Job{{Name: "forget forums", Spec: "35 3 * * *", Run: s.Forget}}
	if !on {
		return jobs
	}
	jobs = append(jobs, scheduler.Job{Name: "topics of forums in groups", Spec: "* * * * *", Run: s.Lost})
	return append(jobs, scheduler.Job{Name: "digests of forums", Spec: "0 * * * *", Run: s.Digest})
}
