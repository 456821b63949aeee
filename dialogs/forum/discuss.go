package forum

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/forum"
)

// discuss leads to the topic of a meeting.
func (p Ports) discuss() dialogs.Step[draft, forum.TopicID] {
	return dialogs.Step[draft, forum.TopicID]{
		ID: "discuss", Next: []string{"topic"},
		Load: func(ctx context.Context, s scene) (forum.TopicID, error) {
			about := forum.Meeting{ID: s.Draft.Meeting, Title: s.Draft.Title}
			return p.Own.Discuss(ctx, s.Person.ID, about, s.Now)
		},
		Skip: func(s scene, id forum.TopicID) (move, bool) {
			s.Draft.Topic, s.Draft.Page, s.Draft.Meeting, s.Draft.Title = id, -1, 0, ""
			return dialogs.To(s.Draft, "topic"), true
		},
		Show: func(scene, forum.TopicID) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("forum.topic_empty")}
		},
		Decide: func(s scene, _ forum.TopicID, _ dialogs.Input) move { return dialogs.Unknown(s.Draft) },
	}
}
