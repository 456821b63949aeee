package simulator

// Profile is what is known of a person.
type Profile struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Username    string `json:"username,omitempty"`
	Phone       string `json:"phone"`
	Language    string `json:"language"`
	Role        string `json:"role,omitempty"`
	Started     bool   `json:"started"` // the bot may write
	Blocked     bool   `json:"blocked"`
	Deactivated bool   `json:"deactivated"`
}

// Profile is a copy of what is known of the person.
func (p *Person) Profile() Profile {
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	return Profile{
		ID: p.ID, Name: p.Name, Username: p.username, Phone: p.phone, Language: p.language, Role: p.role,
		Started: p.started, Blocked: p.blocked, Deactivated: p.deactivated,
	}
}

// PersonByID finds somebody; nil if there is nobody of that number.
func (s *Server) PersonByID(id int64) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id]
}
