package simulator

// Migrate makes a supergroup of the group, with the same people and a new number. What was said before stays
// in the old chat, which the bot may no longer write to. A supergroup stays as it is.
func (g *Group) Migrate() {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.upgrade()
}

// upgrade is Migrate for those who hold the lock.
func (g *Group) upgrade() {
	if g.kind == supergroupChat || g.deleted {
		return
	}
	old, next := g.room, g.srv.open(g.srv.freeID(supergroupChat))
	g.announce(g.owner, "превращает группу в супергруппу", wireService{MigrateTo: next.id})
	next.group, next.seats, next.lines = g, old.seats, old.lines
	old.moved, old.seats, old.pins = next.id, nil, nil
	g.room, g.kind = next, supergroupChat
	for _, st := range g.places {
		st.room, st.keysOf, st.answers, st.lastTap = next, 0, 0, nil
	}
	g.announce(anonymous, "теперь супергруппа", wireService{MigrateFrom: old.id})
	if me := g.me(); me.present() {
		g.tellChange(g.owner, member{id: me.id, status: leftStatus}, me)
	}
	g.srv.feed.add(0, pageEvent{Type: "people"})
}

// upgraded refuses what is meant for a group that has become a supergroup.
func (r *room) upgraded() error {
	if r.moved == 0 {
		return nil
	}
	refused := bad("group chat was upgraded to a supergroup chat")
	refused.migrated = r.moved
	return refused
}
