package simulator

// AddBot adds the bot as the owner does from its profile. It is one more time without effect.
func (g *Group) AddBot() { g.invite(g.srv.bot.id) }

// Add adds people, who have not asked for it.
func (g *Group) Add(people ...*Person) {
	ids := make([]int64, 0, len(people))
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	g.invite(ids...)
}

func (g *Group) invite(ids ...int64) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.admit(g.owner, ids...)
}

// Join lets somebody come in by themselves, unless they are banned.
func (g *Group) Join(p *Person) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	if g.standing(p.ID).status != bannedStatus {
		g.admit(p.ID, p.ID)
	}
}

// admit lets in who is not inside. It is told in one message, as in Telegram.
func (g *Group) admit(by int64, ids ...int64) {
	var come []int64
	for _, id := range ids {
		if g.standing(id).present() || g.deleted {
			continue
		}
		come = append(come, id)
		g.change(by, id, comeIn)
		g.kicked = g.kicked && id != g.srv.bot.id
		if p := g.srv.byID[id]; p != nil {
			g.sitDown(p)
		}
	}
	if len(come) == 0 {
		return
	}
	words := "добавляет в группу: " + g.srv.calledAll(come)
	if come[0] == by {
		words = "входит в группу"
	}
	g.announce(by, words, wireService{NewMembers: g.srv.users(come)})
}

// comeIn keeps a restriction that was laid on somebody before they left.
func comeIn(m *member) {
	if m.status == restrictedStatus {
		m.inside = true
		return
	}
	set(memberStatus)(m)
}

func (s *Server) users(ids []int64) []wireUser {
	list := make([]wireUser, 0, len(ids))
	for _, id := range ids {
		list = append(list, s.userOf(id))
	}
	return list
}

// Leave lets somebody go of their own will.
func (g *Group) Leave(p *Person) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.dismiss(p.ID, p.ID, goOut)
}

// Remove removes a person, who may not come back by themselves if it is a supergroup.
func (g *Group) Remove(p *Person) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.dismiss(g.owner, p.ID, g.removal())
}

// RemoveBot removes the bot. It is then refused with "bot was kicked".
func (g *Group) RemoveBot() {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	if g.me().present() {
		g.dismiss(g.owner, g.srv.bot.id, g.removal())
		g.kicked = true
	}
}

// Unban lets somebody who was removed come in again.
func (g *Group) Unban(p *Person) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.pardon(g.owner, p.ID)
}

func (g *Group) pardon(by, id int64) {
	if g.standing(id).status == bannedStatus {
		g.change(by, id, set(leftStatus))
	}
}

// removal is what being removed means: in a supergroup it is a ban.
func (g *Group) removal() func(*member) {
	if g.kind == supergroupChat {
		return set(bannedStatus)
	}
	return goOut
}

func goOut(m *member) {
	if m.status == restrictedStatus {
		m.inside = false
		return
	}
	set(leftStatus)(m)
}

// dismiss takes somebody out of the group in the way that out says. The bot learns of its own going, too.
func (g *Group) dismiss(by, id int64, out func(*member)) {
	if !g.standing(id).present() {
		g.change(by, id, out)
		return
	}
	words := "удаляет из группы: " + g.srv.called(id)
	if by == id {
		words = "выходит из группы"
	}
	g.change(by, id, out)
	if p := g.srv.byID[id]; p != nil {
		g.standUp(p)
	}
	user := g.srv.userOf(id)
	g.announce(by, words, wireService{LeftMember: &user})
}

// Promote makes a person an administrator with certain rights; none take the office away.
func (g *Group) Promote(p *Person, rights Right) { g.ownerPromotes(p.ID, rights) }

// PromoteBot makes the bot an administrator with certain rights; none take the office away.
func (g *Group) PromoteBot(rights Right) { g.ownerPromotes(g.srv.bot.id, rights) }

func (g *Group) ownerPromotes(id int64, rights Right) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.promote(g.owner, id, rights)
}

// promote does nothing to the owner and to who is not inside.
func (g *Group) promote(by, id int64, rights Right) {
	m := g.standing(id)
	switch {
	case m.status == ownerStatus || !m.present():
		return
	case rights&AdminRights == 0:
		if m.status == adminStatus {
			g.change(by, id, set(memberStatus))
			g.log(g.srv.called(by) + " снимает с администраторов: " + g.srv.called(id))
		}
		return
	case g.kind == groupChat:
		rights = plainAdmin
	}
	g.change(by, id, func(m *member) {
		*m = member{
			id: id, status: adminStatus, title: m.title, rights: rights&AdminRights | ManageChat,
			ours: by == g.srv.bot.id,
		}
	})
	g.log(g.srv.called(by) + " назначает администратором: " + g.srv.called(id))
}

// Restrict leaves a person only certain rights; MemberRights end the restriction. It is for supergroups.
func (g *Group) Restrict(p *Person, left Right) { g.ownerRestricts(p.ID, left) }

// RestrictBot leaves the bot only certain rights; all of MemberRights end the restriction.
func (g *Group) RestrictBot(left Right) { g.ownerRestricts(g.srv.bot.id, left) }

func (g *Group) ownerRestricts(id int64, left Right) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	if m := g.standing(id); g.kind == supergroupChat && m.status != ownerStatus {
		g.restrict(g.owner, member{id: id, rights: left})
	}
}

// restrict lays the restriction that to describes on somebody, whether inside or not.
func (g *Group) restrict(by int64, to member) {
	g.change(by, to.id, func(m *member) {
		inside := m.present()
		switch {
		case to.rights&MemberRights != MemberRights:
			*m = member{
				id: to.id, status: restrictedStatus, rights: to.rights & MemberRights, inside: inside,
				until: to.until,
			}
		case inside:
			set(memberStatus)(m)
		default:
			set(leftStatus)(m)
		}
	})
	g.log(g.srv.called(by) + " меняет права: " + g.srv.called(to.id))
}

// Permit says what members may do who are neither administrators nor restricted.
func (g *Group) Permit(rights Right) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.permissions = rights & MemberRights
	g.srv.changed()
}

// SetTitle gives the group another name.
func (g *Group) SetTitle(title string) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.rename(g.owner, title)
}

func (g *Group) rename(by int64, title string) {
	g.title = title
	g.announce(by, "меняет название на «"+title+"»", wireService{NewTitle: title})
}

// SetDescription changes what the group says about itself.
func (g *Group) SetDescription(text string) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.description = text
	g.srv.changed()
}

// Delete ends the group for everybody.
func (g *Group) Delete() {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	if g.deleted {
		return
	}
	g.log(g.srv.called(g.owner) + " удаляет группу")
	if g.me().present() {
		g.change(g.owner, g.srv.bot.id, set(leftStatus))
	}
	g.deleted, g.seats = true, nil
	g.srv.changed()
}
