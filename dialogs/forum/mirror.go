package forum

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/forum"
	"dombot/internal/housing"
)

// Mirrors shows topics in groups of neighbours. Whoever is no moderator is Refused all but to know of it.
type Mirrors interface {
	Topic(ctx context.Context, p housing.PersonID, t forum.TopicID, now time.Time) (forum.Topic, error)
	Rooms(ctx context.Context, p housing.PersonID, t forum.TopicID, now time.Time) ([]forum.Room, error)
	Mirror(ctx context.Context, o housing.Once, m forum.Mirroring, now time.Time) error
	Unmirror(ctx context.Context, o housing.Once, m forum.Mirroring, now time.Time) error
}

// Topics opens topics of groups; 0: the group has none. Where that may not be, the error may be read.
type Topics interface {
	Open(ctx context.Context, chat int64, name string) (int64, error)
}

// mirrored is the key that shows a topic in a group, or ends that.
func (p Ports) mirrored(t forum.Topic) []dialogs.Button {
	if t.Chat != "" {
		return dialogs.On(p.Texts.Label("forum.unmirror"), "unmirror")
	}
	return dialogs.On(p.Texts.Label("forum.mirror"), "mirror")
}

// mirror asks in which group a topic is shown.
func (p Ports) mirror() dialogs.Step[draft, []forum.Room] {
	return dialogs.Step[draft, []forum.Room]{
		ID: "mirror", Next: []string{"topic"},
		Load: func(ctx context.Context, s scene) ([]forum.Room, error) {
			return p.Mirrors.Rooms(ctx, s.Person.ID, s.Draft.Topic, s.Now)
		},
		Show: func(_ scene, rooms []forum.Room) dialogs.Screen {
			if len(rooms) == 0 {
				return dialogs.Screen{Text: p.Texts.T("forum.mirror_none")}
			}
			screen := dialogs.Screen{Text: p.Texts.T("forum.mirror_ask")}
			for _, r := range rooms {
				label := p.Texts.Label("forum.mirror_in", "Title", r.Title)
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, pick.Choose, pick.Key(r.ID)))
			}
			return screen
		},
		Decide: func(s scene, _ []forum.Room, in dialogs.Input) move {
			if in.Act.Do != pick.Choose {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Do(s.Draft, in.Act)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			return p.showIn(ctx, s, pick.OfKey[housing.HouseChatID](intent.Arg))
		},
	}
}

// showIn shows a topic in a group, in a topic of its own where the group has topics. Where it is begun twice,
// an empty topic stays behind in the group.
func (p Ports) showIn(ctx context.Context, s scene, id housing.HouseChatID) (move, error) {
	rooms, err := p.Mirrors.Rooms(ctx, s.Person.ID, s.Draft.Topic, s.Now)
	if err != nil {
		return move{}, err
	}
	topic, err := p.Mirrors.Topic(ctx, s.Person.ID, s.Draft.Topic, s.Now)
	if err != nil {
		return move{}, err
	}
	for _, r := range rooms {
		if r.ID != id {
			continue
		}
		thread, err := p.Topics.Open(ctx, r.Chat, topic.Title)
		if err != nil {
			return move{}, err
		}
		m := dialogs.To(s.Draft, "topic")
		m.Final, m.Notice = true, p.Texts.T("forum.mirrored", "Title", r.Title)
		return m, p.Mirrors.Mirror(ctx, s.Once, forum.Mirroring{
			Person: s.Person.ID, Topic: s.Draft.Topic, Room: id, Thread: thread,
		}, s.Now)
	}
	return move{}, &housing.Error{Kind: housing.Refused, Text: "forum.mirror_nowhere"}
}

// unmirror ends the showing of a topic in a group.
func (p Ports) unmirror(ctx context.Context, s scene) (move, error) {
	m := dialogs.Stay(s.Draft)
	m.Notice = p.Texts.T("forum.unmirrored")
	return m, p.Mirrors.Unmirror(ctx, s.Once, forum.Mirroring{
		Person: s.Person.ID, Topic: s.Draft.Topic,
	}, s.Now)
}
