package simulator

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Command is an entry of the bot's menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// bot is what the bot has said about itself.
type bot struct {
	id       int64
	name     string
	username string
	commands map[string][]Command // by scope and language
	words    map[string]string    // name, description and the short one, by kind and language
	menus    map[int64]json.RawMessage
}

func newBot(o Options) bot {
	number, _, _ := strings.Cut(o.Token, ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		id = 100_000_001
	}
	return bot{
		id: id, name: o.BotName, username: o.BotUsername,
		commands: map[string][]Command{}, words: map[string]string{}, menus: map[int64]json.RawMessage{},
	}
}

func (b *bot) user() wireUser {
	return wireUser{ID: b.id, IsBot: true, FirstName: b.name, Username: b.username}
}

// commandsFor is the menu of one person.
func (b *bot) commandsFor(person int64) []Command {
	for _, scope := range []string{fmt.Sprintf("chat/%d/0", person), "all_private_chats/0/0", "default/0/0"} {
		for _, language := range []string{"ru", ""} {
			if list := b.commands[scope+"/"+language]; len(list) > 0 {
				return list
			}
		}
	}
	return nil
}

// said is a word of the bot about itself in a language, or the one for all languages.
func (b *bot) said(kind, language string) string {
	if w, ok := b.words[kind+"/"+language]; ok {
		return w
	}
	return b.words[kind+"/"]
}

func (s *Server) getMe(context.Context, *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return struct {
		wireUser
		CanJoinGroups bool `json:"can_join_groups"`
		ReadsAll      bool `json:"can_read_all_group_messages"`
		Inline        bool `json:"supports_inline_queries"`
	}{wireUser: s.bot.user(), CanJoinGroups: true, ReadsAll: s.options.SeesGroups}, nil
}

func scopeKey(c *call) (string, error) {
	scope := struct {
		Type string      `json:"type"`
		Chat json.Number `json:"chat_id"`
		User int64       `json:"user_id"`
	}{Type: "default", Chat: "0"}
	if err := c.object("scope", &scope); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s/%s/%d/%s", scope.Type, scope.Chat, scope.User, c.text("language_code")), nil
}

func (s *Server) setMyCommands(_ context.Context, c *call) (any, error) {
	key, err := scopeKey(c)
	if err != nil {
		return nil, err
	}
	var list []Command
	if err := c.object("commands", &list); err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Command = strings.TrimPrefix(list[i].Command, "/")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bot.commands[key] = list
	s.changed()
	return true, nil
}

func (s *Server) getMyCommands(_ context.Context, c *call) (any, error) {
	key, err := scopeKey(c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Command{}, s.bot.commands[key]...), nil
}

func (s *Server) deleteMyCommands(_ context.Context, c *call) (any, error) {
	key, err := scopeKey(c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.bot.commands, key)
	s.changed()
	return true, nil
}

// setWord and getWord serve the three pairs setMyName, setMyDescription and setMyShortDescription.
func (s *Server) setWord(param string) handler {
	return func(_ context.Context, c *call) (any, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.bot.words[param+"/"+c.text("language_code")] = c.text(param)
		if param == "name" && c.text("language_code") == "" && c.text(param) != "" {
			s.bot.name = c.text(param)
		}
		s.changed()
		return true, nil
	}
}

func (s *Server) getWord(param string) handler {
	return func(_ context.Context, c *call) (any, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		word := s.bot.said(param, c.text("language_code"))
		if param == "name" && word == "" {
			word = s.bot.name
		}
		return map[string]string{param: word}, nil
	}
}

func (s *Server) setMenu(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	button := c.text("menu_button")
	if button == "" {
		button = `{"type":"default"}`
	}
	s.bot.menus[int64(c.integer("chat_id"))] = json.RawMessage(button)
	s.changed()
	return true, nil
}

func (s *Server) getMenu(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range []int64{int64(c.integer("chat_id")), 0} {
		if button := s.bot.menus[id]; button != nil {
			return button, nil
		}
	}
	return json.RawMessage(`{"type":"default"}`), nil
}
