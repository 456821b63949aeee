package pick

// NoticeArgs starts the flow of what a person is told by itself, and when.
type NoticeArgs struct {
	Zone bool `json:"zone,omitempty"` // with the question by which clock the person lives
}
