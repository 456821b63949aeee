package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/internal/simulator"
)

// echoCommand is the floor: a bot on the same library that remembers nothing.
type echoCommand struct {
	// Calls: the calls of the measured bot are made as well, with its buttons.
	Calls bool `help:"Make the same calls as the measured bot."`
}

// Run is the loop of the library's own documentation, until the process is told to end.
func (e echoCommand) Run(ctx context.Context) error {
	base, token := os.Getenv("TELEGRAM_API_URL"), os.Getenv("TELEGRAM_TOKEN")
	bot, err := tgbotapi.NewBotAPIWithAPIEndpoint(token, simulator.APIEndpoint(base))
	if err != nil {
		return fmt.Errorf("start echo: %w", err)
	}
	ask := tgbotapi.NewUpdate(0)
	ask.Timeout = 50
	updates := bot.GetUpdatesChan(ask)
	windows := map[int64]int{}
	for {
		select {
		case u := <-updates:
			if err := e.answer(bot, u, windows); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

func (e echoCommand) answer(bot *tgbotapi.BotAPI, u tgbotapi.Update, windows map[int64]int) error {
	if q := u.CallbackQuery; q != nil {
		if _, err := bot.Request(tgbotapi.NewCallback(q.ID, "")); err != nil {
			return fmt.Errorf("answer press: %w", err)
		}
		edit := tgbotapi.NewEditMessageTextAndMarkup(
			q.Message.Chat.ID, q.Message.MessageID, echoed(q.Data), keyboard(q.ID))
		_, err := bot.Send(edit)
		return err
	}
	if u.Message == nil {
		return nil
	}
	m := tgbotapi.NewMessage(u.Message.Chat.ID, echoed(u.Message.Text))
	m.ReplyMarkup = keyboard(u.Message.Text)
	sent, err := bot.Send(m)
	if err != nil || !e.Calls {
		return err
	}
	old := windows[m.ChatID]
	windows[m.ChatID] = sent.MessageID
	if old == 0 {
		return nil
	}
	none := tgbotapi.InlineKeyboardMarkup{InlineKeyboard: [][]tgbotapi.InlineKeyboardButton{}}
	strip := tgbotapi.NewEditMessageReplyMarkup(m.ChatID, old, none)
	_, err = bot.Send(strip)
	return err
}

// echoed is as long as a page of readings.
func echoed(text string) string {
	return text + "\n" + strings.Repeat("Показания приборов учёта. ", 16)
}

// keyboard has as many buttons as the page of readings; data tells one window from the next.
func keyboard(data string) tgbotapi.InlineKeyboardMarkup {
	labels := []string{"1. Холодная вода", "2. Горячая вода", "3. Свет", "Дата", "Сохранить", "Назад"}
	rows := make([][]tgbotapi.InlineKeyboardButton, 0, len(labels))
	for _, label := range labels {
		rows = append(rows, tgbotapi.NewInlineKeyboardRow(tgbotapi.NewInlineKeyboardButtonData(label, data)))
	}
	return tgbotapi.NewInlineKeyboardMarkup(rows...)
}

// echo is what the residents tell the floor: five texts, or two taps and three texts.
func echo(calls bool) script {
	seen := func(*resident, simulator.Message) bool { return true }
	text := func(name string) step {
		say := func(r *resident) error { return r.say(fmt.Sprintf("%s %d", name, r.dialogs)) }
		return step{name, say, seen}
	}
	tap := func(name string) step {
		return step{name, func(r *resident) error { r.dialogs++; return r.tap("Сохранить") }, seen}
	}
	s := script{
		begin: step{"begin", func(r *resident) error { r.Start(""); return nil }, seen},
		steps: []step{text("open"), text("cold"), text("hot"), text("electricity"), text("save")},
	}
	if calls {
		s.steps[0], s.steps[4] = tap("open"), tap("save")
	}
	return s
}
