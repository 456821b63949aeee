package page_test

import "maps"

// cast is who lives in the demo.
func cast() []dict {
	return []dict{
		resident(1, "Мария Петровна", 0, "Показания сохранены"),
		resident(2, "Олег Сергеевич", 3, "Горячей воды нет до 17:00"),
		{
			"id": 3, "name": "Анна, УК «Уютный дом»", "role": "оператор", "unread": 12,
			"last": "Новое обращение № О-31", "blocked": false,
		},
		resident(4, "Пётр Ильич", 0, ""),
	}
}

func resident(id int, name string, unread int, last string) dict {
	return dict{"id": id, "name": name, "role": "житель", "unread": unread, "last": last, "blocked": false}
}

func chatOf(person dict) dict {
	return dict{
		"person": person, "messages": []dict{}, "keyboard": nil,
		"bot": dict{
			"name": "ДомБот", "username": "dombot_demo_bot",
			"description": "Услуги ЖКХ вашего дома: начисления и оплата, показания, отключения, обращения, " +
				"собрания. Номер карты и коды из SMS бот не просит никогда.",
		},
		"commands": []dict{
			{"command": "menu", "description": "Личный кабинет"},
			{"command": "readings", "description": "Показания"},
			{"command": "pay", "description": "Оплатить"},
			{"command": "outages", "description": "Отключения"},
			{"command": "appeal", "description": "Обращение"},
			{"command": "help", "description": "Помощь"},
			{"command": "cancel", "description": "Выйти"},
		},
	}
}

// bot is a message of the bot, own one of the person; more adds or replaces fields.
func bot(id int, at, html string, more dict) dict { return message(id, "bot", at, html, more) }

func own(id int, at, html string) dict { return message(id, "person", at, html, nil) }

func message(id int, from, at, html string, more dict) dict {
	m := dict{
		"id": id, "from": from, "date": "2026-11-" + at + ":00+03:00", "edited": false,
		"html": html, "text": html,
		"photo": nil, "document": nil, "contact": nil, "inline": nil, "deleted": false,
	}
	maps.Copy(m, more)
	return m
}

// answer is what the bot replies to a tap.
func answer(text string, alert bool) dict {
	return dict{"type": "toast", "toast": dict{"text": text, "alert": alert}}
}

// rows makes an inline keyboard of callback buttons.
func rows(labels ...[]string) dict {
	var keyboard [][]dict
	for r, row := range labels {
		var buttons []dict
		for c, label := range row {
			buttons = append(buttons, dict{"text": label, "url": nil, "data": true, "index": []int{r, c}})
		}
		keyboard = append(keyboard, buttons)
	}
	return dict{"inline": keyboard}
}

func replyKeyboard() dict {
	return dict{
		"rows": [][]dict{{
			{"text": "Личный кабинет", "contact": false}, {"text": "Аварийная служба", "contact": false},
		}},
		"persistent": true, "placeholder": "Напишите или выберите",
	}
}

// conversation is a day of Мария Петровна.
func conversation() []dict {
	pay := rows([]string{"Оплатить 3 120,45 ₽"}, []string{"По услугам", "Почему изменилось"})
	keyboard, _ := pay["inline"].([][]dict)
	pay["inline"] = append(keyboard, []dict{
		{"text": "Реквизиты", "url": nil, "data": true, "index": []int{2, 0}},
		{"text": "Сайт организации", "url": "https://example.org/", "data": false, "index": []int{2, 1}},
	})
	menu := rows([]string{"Оплатить ЖКУ"}, []string{"Передать показания приборов учёта"},
		[]string{"Подключить лицевой счёт к Личному кабинету и выбрать ему понятное название"},
		[]string{"Жилые помещения", "Мой дом"})
	return []dict{
		own(1, "23T18:40", "/start"),
		bot(2, "23T18:40", "<b>Личный кабинет</b> · Мария Петровна, 2 квартиры\n"+
			"🔧 Ленина, 12: горячей воды нет до 17:00\n"+
			"К оплате <b>3 120,45 ₽</b> до понедельника, 16 ноября", menu),
		own(3, "23T18:41", "хвс 125,3 гвс 89"),
		bot(4, "23T18:42", "<b>Показания сохранены</b> · № П-260118\nХолодная вода 125,300 м³ (+1,844) · "+
			"горячая 89,200 м³ (+1,190)\n"+
			"<blockquote>Передадим в УК «Уютный дом» 26 ноября и сообщим ответ.</blockquote>",
			dict{"edited": true}),
		own(5, "24T09:58", "Сколько я должна за октябрь?"),
		bot(6, "24T09:58", "Квитанция за октябрь. Аварийная служба: +7 000 000-00-00, меню: /menu", dict{
			"document": dict{
				"name": "Квитанция, октябрь 2026, лицевой счёт 1203045.pdf",
				"size": 84211, "url": "/media/icon.svg",
			},
		}),
		bot(7, "24T09:59", "<b>Начисления</b> · Дом · октябрь 2026\nНачислено 3 020,45 ₽ · долг 100,00 ₽\n"+
			"<b>К оплате 3 120,45 ₽</b>", pay),
	}
}
