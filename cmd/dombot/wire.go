package main

import (
	"io"
	"log/slog"
	"maps"
	"slices"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/account"
	"dombot/dialogs/appeal"
	"dombot/dialogs/charges"
	"dombot/dialogs/emergency"
	"dombot/dialogs/family"
	"dombot/dialogs/forum"
	"dombot/dialogs/house"
	"dombot/dialogs/housechat"
	meetings "dombot/dialogs/meeting"
	"dombot/dialogs/menu"
	"dombot/dialogs/operator"
	"dombot/dialogs/outage"
	"dombot/dialogs/payment"
	"dombot/dialogs/pick"
	"dombot/dialogs/readings"
	"dombot/dialogs/reception"
	"dombot/dialogs/registration"
	"dombot/dialogs/remind"
	"dombot/dialogs/settings"
	"dombot/dialogs/voting"
	"dombot/internal/chart"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/receipt"
	"dombot/internal/texts"
	"dombot/internal/web"
	"dombot/storage/postgres"
)

// parts is what dialogs are made from.
type parts struct {
	DB       *postgres.DB
	Stores   stores
	Sessions dialogs.Sessions
	Texts    *texts.Catalogue
	SignIn   string
	Voting   meeting.Mode
	Forum    bool          // houses have one
	Address  func() string // of the bot on the messenger; nil: nobody knows it
	Public   string        // the address of our pages; empty: not set
	Files    dialogs.Files
	Desk     payment.Desk
	Rights   housechat.Rights
	Topics   forum.Topics
	Kept     int // months for which photos are kept
	Now      func() time.Time
	Random   io.Reader
	Log      *slog.Logger
}

// flows returns every flow, checked against one another.
func flows(p parts) (*dialogs.Registry, error) {
	s, t, photos := recalling(p.Stores), p.Texts, newPictures(p)
	appeals, err := appealFlows(p, s, photos)
	if err != nil {
		return nil, err
	}
	single := []dialogs.Flow{
		menu.New(menu.Ports{
			Cabinet: s.Accounts, Readings: s.Readings, Bills: s.Payments, Staff: s.Operators, Texts: t,
			Actions: actions(), Rest: entries(p.Forum), Office: officeEntries(),
			Votes: s.Voting, Vote: voting.Flow, Inspectors: s.Inspectors, Inspection: inspectionEntries(),
		}),
		pick.Address(s.Houses, t),
		pick.Email(pick.EmailPorts{
			Mails: s.Mails, Texts: t, Code: func() (string, error) { return housing.NewMailCode(p.Random) },
		}),
		emergency.New(emergency.Ports{Services: s.Organisations, Texts: t}),
		charges.New(charges.Ports{
			Documents: s.Documents, Accounts: s.Accounts, Chart: chart.PNG, Paper: receipt.PDF, Texts: t,
			Connect: account.ConnectFlow, Pay: payment.Flow, Appeal: appeal.Flow,
		}),
		aboutHouses(p, s, photos), receptionFlow(s, t, photos),
	}
	return dialogs.NewRegistry(slices.Concat(
		single, appeals, settingFlows(p), forumFlows(p, s, photos),
		registration.Flows(registrationOf(p)),
		account.Flows(accountOf(p, photos)),
		family.Flows(familyOf(p)),
		payment.Flows(payment.Ports{
			Bills: s.Payments, Desk: p.Desk, Payments: s.Payments, Accounts: s.Accounts, Texts: t,
			Connect: account.ConnectFlow, Charges: charges.Flow, Mails: s.Mails,
		}),
		operator.Flows(operator.Ports{
			Staff: s.Operators, Office: s.Operators, Crew: s.Operators, Journal: s.Operators,
			Sending: s.Suspensions, Houses: houseNews{s.Works, s.Licences},
			Links: s.Links, Files: s.Outages, Texts: t, Random: p.Random, Address: p.Address,
			Prefix: invitePrefix, Works: dialogs.Begin(house.Flow, house.Args{Section: house.Works}),
			Outages: outage.DeskFlow, Chats: housechat.Flow,
			Appeals: reception.Flow, Inbox: s.Reception, Signing: s.Operators, Sales: s.Sales,
			Owning:  s.Owning,
			Uploads: below(p.Public, web.UploadPath), Downloads: below(p.Public, web.DownloadPath),
		}),
		outage.Flows(outage.Ports{
			Staff: s.Operators, Shifts: s.Operators, Book: s.Outages, Plans: s.Outages, Houses: s.Houses,
			Residents: s.Outages, Archive: s.Outages, Wishes: s.Wishes, Mailings: s.Mailings,
			Accounts: s.Accounts, Texts: t, Connect: account.ConnectFlow, Notices: settings.NoticesFlow,
			Emergency: emergency.Flow,
			Calendar:  calendarOf,
		}),
		chatFlows(p, s),
		meetingFlows(p, s, photos),
		votingFlows(s, t, photos),
		remind.Flows(remind.Ports{Reminders: s.Reminders, Texts: t}),
		readings.Flows(readings.Ports{
			Readings: s.Readings, Accounts: s.Accounts, Requests: s.Requests, Photos: photos,
			Chart: chart.PNG, Texts: t, Connect: account.ConnectFlow,
		}),
	)...)
}

// chatFlows are those of groups of neighbours.
func chatFlows(p parts, s stores) []dialogs.Flow {
	return housechat.Flows(housechat.Ports{
		Chats: s.Chats, Trust: s.Chats, Polls: s.Chats, Rights: p.Rights, Texts: p.Texts,
		Random: p.Random, Address: p.Address,
	})
}

// accountOf is what connected accounts need.
func accountOf(p parts, photos pictures) account.Ports {
	s := recalling(p.Stores)
	return account.Ports{
		Accounts: s.Accounts, Houses: s.Houses, Household: s.Accounts, Requests: s.Requests,
		Family:   family.Flow,
		Readings: s.Readings, Receipts: photos, Texts: p.Texts,
		HandIn: readings.HandInFlow, History: readings.HistoryFlow, Charges: charges.Flow,
		Pay: payment.Flow, Bills: s.Payments, SignIn: doorOf(p).In, SignIns: s.SignIns,
	}
}

// familyOf is what households need.
func familyOf(p parts) family.Ports {
	s := recalling(p.Stores)
	return family.Ports{
		Accounts: s.Accounts, Household: s.Family, Hosts: s.Family, Guests: s.Family, Texts: p.Texts,
		Random: p.Random, Address: p.Address, Prefix: guestPrefix, Connect: account.ConnectFlow,
		SignIn: doorOf(p).In, SignIns: s.SignIns,
	}
}

// settingFlows are the settings and what they lead to.
func settingFlows(p parts) []dialogs.Flow {
	s, t := recalling(p.Stores), p.Texts
	return []dialogs.Flow{
		settings.New(settings.Ports{
			Consents: s.People, Accounts: s.Accounts, Mails: s.Mails, Wishes: s.Wishes, Texts: t,
			Consent: registration.Flow, Premises: account.PremisesFlow, Door: doorOf(p),
		}),
		settings.Notices(settings.NoticePorts{Wishes: s.Wishes, Texts: t}),
		settings.Property(settings.PropertyPorts{
			Rights: s.Owners, Accounts: s.Accounts, Texts: t, Appeal: appeal.Flow,
		}),
		settings.Data(settings.DataPorts{
			Stored: s.Stored, Links: s.OwnLinks, Texts: t,
			Page: below(p.Public, web.DownloadPath), Random: p.Random,
		}),
	}
}

// registrationOf is what the first visit needs.
func registrationOf(p parts) registration.Ports {
	return registration.Ports{
		Consents: p.Stores.People, Organisations: p.Stores.Organisations, Texts: p.Texts, SignIn: p.SignIn,
		Door: registration.Door{
			SignIns: p.Stores.SignIns, Page: below(p.Public, web.SignInPath), Random: p.Random,
		},
		Phones: p.Stores.People,
	}
}

// doorOf is how people sign in and out; the zero Door where they do not.
func doorOf(p parts) settings.Door {
	if p.SignIn != registration.ESIA {
		return settings.Door{}
	}
	return settings.Door{
		SignIns: p.Stores.SignIns, In: registration.SignInFlow, Out: registration.SignOutFlow,
	}
}

// actions are the entries under «Действия».
func actions() []menu.Entry {
	return []menu.Entry{
		{Label: "menu.pay", Start: dialogs.Begin(payment.Flow, pick.AccountArgs{}), Right: housing.MayPay},
		{Label: "menu.readings", Start: dialogs.Begin(readings.HandInFlow, nil), Right: housing.MayRead},
		{Label: "appeal.title", Start: dialogs.Begin(appeal.Flow, nil)},
		{Label: "menu.connect", Start: dialogs.Begin(account.ConnectFlow, nil)},
	}
}

// entries are the rest of the main page.
func entries(withForum bool) []menu.Entry {
	all := []menu.Entry{
		{
			Label: "menu.charges", Start: dialogs.Begin(charges.Flow, pick.AccountArgs{}), Pair: true,
			Right: housing.MaySee,
		},
		{Label: "account.premises", Start: dialogs.Begin(account.PremisesFlow, nil), Pair: true},
		{Label: "outage.list", Start: dialogs.Begin(outage.Flow, nil), Pair: true},
		{Label: "menu.house", Start: dialogs.Begin(house.Flow, nil), Pair: true},
		{Label: "menu.settings", Start: dialogs.Begin(settings.Flow, nil), Pair: true},
	}
	if withForum {
		all = append(all, menu.Entry{Label: "forum.entry", Start: dialogs.Begin(forum.Flow, nil), Pair: true})
	}
	return all
}

// below is the address of a folder of our pages; empty where nobody knows how people reach them.
func below(public, folder string) string {
	if public == "" {
		return ""
	}
	return public + folder
}

// officeEntries are the entries of those who work for an organisation.
func officeEntries() []menu.Entry {
	return []menu.Entry{{Label: "operator.entry", Start: dialogs.Begin(operator.Flow, nil)}}
}

// invitePrefix begins the deep link of an operator's invitation.
const invitePrefix = "op_"

// guestPrefix begins the deep link of an invitation to an account.
const guestPrefix = "fam_"

// engine returns the dialogs over everything that is remembered.
func engine(p parts) (*dialogs.Engine, error) {
	registry, err := flows(p)
	if err != nil {
		return nil, err
	}
	return dialogs.New(dialogs.Options{
		Flows: registry, Sessions: p.Sessions, Texts: p.Texts, Now: p.Now, Random: p.Random, Log: p.Log,
		People: people{&postgres.People{DB: p.DB}, p.Now, p.SignIn}, Outcomes: p.Stores.Outcomes,
		Home: menu.Flow, Gate: registration.Flow, Stuck: appeal.SupportFlow,
		Manner: p.Stores.People.Manner, Open: open(p),
		Asides: asides(), Triggers: triggers(p.Forum), Guess: guess(p.SignIn),
		Urgent: urgent,
		Links:  deepLinks(p),
		Chosen: housechat.Chosen(p.Texts),
		Shared: sharing(p),
		Papers: p.Stores.Operators.Operates,
	})
}

// sharing is what a shared number leads to; nil where nobody wants one.
func sharing(p parts) dialogs.Sharing {
	if p.SignIn != registration.Phone {
		return nil
	}
	return registration.Shared(p.Texts)
}

// deepLinks are the deep links with an argument.
func deepLinks(p parts) map[string]dialogs.Link {
	links := map[string]dialogs.Link{
		invitePrefix:             {Flow: operator.JoinFlow, Args: operator.OfToken},
		housing.DeskPrefix:       {Flow: reception.Flow, Args: reception.OfLink},
		housing.AppealPrefix:     {Flow: appeal.Flow, Args: appeal.OfNotice},
		housing.AppealJoinPrefix: {Flow: appeal.JoinFlow, Args: appeal.OfToken},
		voting.LinkPrefix:        {Flow: voting.Flow, Args: voting.OfLink},
		voting.QuietPrefix:       {Flow: voting.QuietFlow, Args: voting.OfLink},
		meetings.LinkPrefix:      {Flow: meetings.Flow, Args: meetings.OfLink},
		meetings.JoinPrefix:      {Flow: meetings.JoinFlow, Args: meetings.OfToken},
		housechat.KeeperPrefix:   {Flow: housechat.KeepFlow, Args: housechat.OfToken},
		guestPrefix:              {Flow: family.InvitedFlow, Args: family.OfToken},
	}
	if p.Forum {
		links[forum.LinkPrefix] = dialogs.Link{Flow: forum.Flow, Args: forum.OfLink}
		links[forum.LetterPrefix] = dialogs.Link{Flow: forum.Flow, Args: forum.OfLetter}
		links[forum.GuardPrefix] = dialogs.Link{Flow: forum.GuardFlow, Args: forum.OfToken}
	}
	if p.SignIn == registration.ESIA {
		links[registration.FinishPrefix] = dialogs.Link{
			Flow: registration.FinishFlow, Args: registration.OfToken,
		}
	}
	return links
}

// open are the flows that hold no document, sum, name, address, number or
// requisite of a resident: all that those read here whose organisation may not
// send more through a messenger.
func open(p parts) []string {
	flows := []string{
		menu.Flow, registration.Flow, registration.Hello, emergency.Flow, settings.Flow, settings.NoticesFlow,
		settings.DataFlow, pick.EmailFlow, operator.Flow, operator.JoinFlow,
		operator.LoadFlow, operator.ExportFlow,
	}
	if p.SignIn == registration.ESIA {
		flows = append(flows, registration.SignInFlow, registration.SignOutFlow)
	}
	return flows
}

// asides are shown beside the dialog, whatever runs.
func asides() map[string]dialogs.Aside {
	return map[string]dialogs.Aside{
		"/start":           {Flow: registration.Hello},
		"аварийная служба": {Flow: emergency.Flow, Only: true},
		"/emergency":       {Flow: emergency.Flow, Only: true},
		"авария":           {Flow: emergency.Flow, Only: true},
		"газ":              {Flow: emergency.Flow, Only: true},
		"запах газа":       {Flow: emergency.Flow, Only: true},
		"дым":              {Flow: emergency.Flow, Only: true},
		"пожар":            {Flow: emergency.Flow, Only: true},
	}
}

// guess names the flow that a text which no step takes is meant for.
func guess(signIn string) func(text string) (dialogs.Start, bool) {
	all := []func(string) (dialogs.Start, bool){outage.Guess, readings.Guess, registration.Guess(signIn)}
	return func(text string) (dialogs.Start, bool) {
		for _, guessed := range all {
			if start, ok := guessed(text); ok {
				return start, true
			}
		}
		return dialogs.Start{}, false
	}
}

// urgent shows whom to call to who writes of gas, fire or flooding; «газ 15» is a reading.
func urgent(text string) string {
	if _, reading := readings.Guess(text); reading || !housing.Dangerous(text) {
		return ""
	}
	return emergency.Flow
}

// triggers are the words, keys, commands and deep links that start a flow from anywhere.
func triggers(withForum bool) map[string]dialogs.Start {
	to := func(flow string, words ...string) map[string]dialogs.Start {
		m := map[string]dialogs.Start{}
		for _, w := range words {
			m[w] = dialogs.Start{Flow: flow}
		}
		return m
	}
	all := map[string]dialogs.Start{}
	for _, m := range []map[string]dialogs.Start{
		to(registration.Flow, "/start"),
		to(menu.Flow, "/menu", "/start menu", "меню", "личный кабинет", "/help", "помощь"),
		to(readings.HandInFlow, "/readings", "/start readings",
			"показания", "передать показания", "передать показания приборов учета", "счетчики"),
		to(remind.AgainFlow, "напоминать", "напоминайте"),
		to(remind.GuideFlow, "как поверить", "как поверить счетчик"),
		to(charges.Flow, "/charges", "/start charges",
			"начисления", "квитанция", "квитанции", "сколько платить", "долг"),
		to(payment.Flow, "/pay", "/start pay",
			"оплатить жку", "оплатить", "оплата", "оплата жку", "заплатить", "платить"),
		to(pick.EmailFlow, "извещение на e-mail"),
		to(payment.HistoryFlow, "/payments", "история платежей", "платежи", "мои платежи"),
		to(account.ConnectFlow, "/connect", "/start connect", "счет", "лицевой счет", "подключить счет",
			"подключить лицевой счет", "подключить лицевой счет к личному кабинету"),
		to(account.PremisesFlow, "/premises", "помещения", "жилые помещения"),
		to(family.Flow, "кто подключен"),
		to(settings.Flow, "/settings", "настройки"),
		to(settings.DataFlow, "мои данные"),
		to(settings.PropertyFlow, "моя собственность", "собственность", "доля"),
		to(settings.NoticesFlow, "уведомления", "настроить уведомления", "тихие часы"),
		to(house.Flow, "/house", "/start house", "мой дом", "сведения о доме"),
		to(appeal.Flow, "/appeal", "/start appeal", "обращение", "обращения", "жалоба",
			"направить обращение", "направить жалобу", "направить обращение или жалобу"),
		to(housechat.Flow, "/chats", "чаты дома"),
		to(housechat.CardFlow, "выбрать дома"),
		to(outage.Flow, "/outages", "/start outages", "отключения", "отключение",
			"нет воды", "нет света", "темно", "холодно"),
		to(outage.CalendarFlow, "в календарь", "убрать из календаря"),
		to(outage.ReportFlow, "у меня отключили"),
		to(outage.DeskFlow, "сообщить об отключении"),
		to(operator.Flow, "/operator", "оператор", "документы организации"),
		to(reception.Flow, "обращения жителей", "входящие"),
		to(appeal.SupportFlow, "поддержка", "написать в поддержку"),
		to(operator.SendingFlow, "продолжить отправку"),
	} {
		maps.Copy(all, m)
	}
	all["мои обращения"] = dialogs.Begin(appeal.Flow, appeal.Args{Mine: true})
	all["у меня тоже"] = dialogs.Begin(outage.ReportFlow, outage.ReportArgs{Too: true})
	all["у меня все еще нет"] = dialogs.Begin(outage.ReportFlow, outage.ReportArgs{Still: true})
	maps.Copy(all, houseWords())
	maps.Copy(all, forumWords(withForum))
	maps.Copy(all, meetingWords())
	maps.Copy(all, reminderAnswers())
	maps.Copy(all, mailingOrders())
	return all
}
