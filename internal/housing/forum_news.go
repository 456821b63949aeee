package housing

// ForumNews is what a person is told of the forum of a house.
type ForumNews string

// The news of a forum.
const (
	ForumHidden     ForumNews = "hidden"     // a message of the person was hidden
	ForumShown      ForumNews = "shown"      // or is to be seen again
	ForumWarned     ForumNews = "warned"     // the person is asked to keep to the rules
	ForumMuted      ForumNews = "muted"      // may not write for days
	ForumUnmuted    ForumNews = "unmuted"    // may write again
	ForumUnmirrored ForumNews = "unmirrored" // a moderator: a topic is shown in a group no more
	ForumUntaken    ForumNews = "untaken"    // an answer in a group did not become a message

	ForumWaits  ForumNews = "waits"  // to a moderator: something is to be looked at
	ForumQuoted ForumNews = "quoted" // somebody answered the person
	ForumLetter ForumNews = "letter" // a neighbour wrote to the person
	ForumDigest ForumNews = "digest" // what is new in topics that the person follows
)
