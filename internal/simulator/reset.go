package simulator

import "slices"

// Reset forgets the people and their chats, what waits for the bot, the faults, calls and failures. What the
// bot has said about itself, its webhook, the limits and the clock stay, and numbers of people, files and
// updates are not given again, so that a bot needs no new start. A [Person] from before is of no more use.
func (s *Server) Reset() {
	s.ClearFaults()
	s.mu.Lock()
	defer s.mu.Unlock()
	files := s.files.next
	s.world, s.updates.list = newWorld(), nil
	s.files.next = files
	s.feed.add(0, pageEvent{Type: "people"})
	s.changed()
}

// Methods lists the methods of the description that are simulated and those that are refused, in order.
func (s *Server) Methods() (simulated, refused []string) {
	for name := range s.spec.Methods {
		if s.handlers[name] == nil {
			refused = append(refused, name)
			continue
		}
		simulated = append(simulated, name)
	}
	slices.Sort(simulated)
	slices.Sort(refused)
	return simulated, refused
}
