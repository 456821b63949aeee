package simulator

// settle lets happen what is due by the clock. A clock that runs by itself tells nobody, so it is also called
// before whatever could show that something has not happened yet. s.mu is held.
func (s *Server) settle() {
	now := s.clock.Now()
	s.closeDuePolls(now)
	s.closeDuePayments(now)
}
