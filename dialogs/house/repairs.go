package house

import (
	"context"
	"strconv"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// repaired is what is known of the capital repair of a house.
type repaired struct {
	asked
	housing.RepairPlan
}

// repairs is ‹График капитального ремонта дома›.
func (p Ports) repairs() dialogs.Step[draft, repaired] {
	return dialogs.Step[draft, repaired]{
		ID: string(Repairs), Calls: []string{p.Appeal},
		Load: func(ctx context.Context, s scene) (v repaired, err error) {
			if v.asked, err = p.asked(ctx, s); err != nil {
				return v, err
			}
			v.RepairPlan, err = p.Houses.RepairPlan(ctx, s.Draft.House)
			return v, err
		},
		Show: p.showRepairs,
		Decide: func(s scene, _ repaired, in dialogs.Input) move {
			switch in.Act.Do {
			case "more", "less":
				return turned(s, in)
			case "ask-manager":
				return p.inquire(s, topicRepair, p.Texts.Label("house.repairs_heading"))
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) showRepairs(s scene, v repaired) dialogs.Screen {
	heading := p.heading("house.repairs_heading", v.house)
	if len(v.Works) == 0 && len(v.Contributions) == 0 {
		return p.empty(heading, "house.no_repairs", v.asked)
	}
	page, rows := paged(p, s, v.Works)
	text := heading
	var all []housing.Stated
	for i, w := range page {
		if i == 0 || page[i-1].Short != w.Short {
			text = texts.Join("\n\n", text, p.Texts.T(planKey(w.Short)))
		}
		text = texts.Join("\n", text, p.repair(w))
		all = append(all, w.Stated)
	}
	if len(v.Works) == 0 {
		text = texts.Join("\n\n", text, p.Texts.T("house.no_repair_works"))
	}
	contribution, stated := p.contribution(v.Contributions, todayAt(s, v.house))
	return dialogs.Screen{
		Text: texts.Join("\n\n", text, contribution, p.sources(append(all, stated...)...)),
		Rows: append(rows, p.askRow()),
	}
}

func planKey(short bool) string {
	if short {
		return "house.plan_short"
	}
	return "house.plan_programme"
}

func (p Ports) repair(w housing.Repair) texts.Text {
	cost := ""
	if w.Cost.Valid {
		cost = texts.Money(w.Cost.Decimal)
	}
	last := ""
	if w.To != w.From {
		last = strconv.Itoa(w.To)
	}
	return p.Texts.T("house.repair", "Work", texts.Capital(w.Work), "From", strconv.Itoa(w.From), "To", last,
		"Cost", cost, "State", p.Texts.Label(repairStateKey(w.State)))
}

func repairStateKey(s housing.RepairState) string {
	switch s {
	case housing.RepairRunning:
		return "house.repair_running"
	case housing.RepairDone:
		return "house.repair_done"
	case housing.RepairMoved:
		return "house.repair_moved"
	case housing.RepairDropped:
		return "house.repair_dropped"
	case housing.RepairPlanned:
	}
	return "house.repair_planned"
}

// contribution tells what is paid now, what was and what comes, and whose the account is.
func (p Ports) contribution(all []housing.Contribution, today housing.Date) (texts.Text, []housing.Stated) {
	c, ok := housing.ContributionOn(all, today)
	if !ok {
		return p.Texts.T("house.no_contribution"), nil
	}
	text := p.Texts.T("house.contribution", "Rate", texts.Price(c.Rate), "From", texts.Date(c.From, today))
	stated := []housing.Stated{c.Stated}
	for _, other := range all {
		if c.From.Before(other.From) && other.Own == c.Own {
			text = texts.Join("\n", text, p.Texts.T("house.contribution_next",
				"Rate", texts.Price(other.Rate), "From", texts.Date(other.From, today)))
			stated = append(stated, other.Stated)
		}
	}
	if c.Act != "" {
		text = texts.Join("\n", text, p.Texts.T("house.act", "Act", c.Act))
	}
	fund := "house.fund_common"
	if c.Fund == housing.FundSpecial {
		fund = "house.fund_special"
	}
	return texts.Join("\n", text, p.Texts.T(fund),
		p.Texts.T("house.fund_owner", "Owner", c.Owner, "INN", c.OwnerINN)), stated
}
