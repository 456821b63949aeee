package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Poll is a question for updates.
type Poll struct {
	Offset  int64         // confirms every update before it
	Limit   int           // 1–100; 0: 100
	Timeout time.Duration // how long Telegram waits for the first update, at most 50 s
	Allowed []string      // kinds of updates; nil leaves what was asked for before
}

// GetUpdates returns the updates as they came: one that cannot be decoded must
// not spoil the others.
func (c *Client) GetUpdates(ctx context.Context, poll Poll) ([]json.RawMessage, error) {
	p := tgbotapi.Params{"timeout": strconv.Itoa(int(poll.Timeout / time.Second))}
	p.AddNonZero64("offset", poll.Offset)
	p.AddNonZero("limit", poll.Limit)
	if poll.Allowed != nil {
		if err := p.AddInterface("allowed_updates", poll.Allowed); err != nil {
			return nil, fmt.Errorf("write allowed updates: %w", err)
		}
	}
	result, err := c.limited(ctx, poll.Timeout+callTime, "getUpdates",
		func(b *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) { return b.MakeRequest("getUpdates", p) })
	if err != nil {
		return nil, err
	}
	return read[[]json.RawMessage]("getUpdates", result)
}

// GetMe returns the bot itself.
func (c *Client) GetMe(ctx context.Context) (tgbotapi.User, error) {
	result, err := c.call(ctx, "getMe", nil)
	if err != nil {
		return tgbotapi.User{}, err
	}
	return read[tgbotapi.User]("getMe", result)
}

// DeleteWebhook makes Telegram hand out updates by polling. None are dropped.
func (c *Client) DeleteWebhook(ctx context.Context) error {
	_, err := c.call(ctx, "deleteWebhook", nil)
	return err
}

// SendMessage sends m and returns the number of the message.
func (c *Client) SendMessage(ctx context.Context, m Message) (int64, error) {
	p, err := m.params()
	if err != nil {
		return 0, err
	}
	result, err := c.call(ctx, "sendMessage", p)
	if err != nil {
		return 0, err
	}
	sent, err := read[tgbotapi.Message]("sendMessage", result)
	return int64(sent.MessageID), err
}

// EditMessageText turns a message into m. Keys cannot be edited in.
func (c *Client) EditMessageText(ctx context.Context, message int64, m Message) error {
	p, err := m.params()
	if err != nil {
		return err
	}
	p.AddNonZero64("message_id", message)
	_, err = c.call(ctx, "editMessageText", p)
	return err
}

// EditReplyMarkup gives a message other buttons; nil takes them away.
func (c *Client) EditReplyMarkup(ctx context.Context, chat, message int64, buttons [][]Button) error {
	p := tgbotapi.Params{}
	p.AddNonZero64("chat_id", chat)
	p.AddNonZero64("message_id", message)
	if len(buttons) > 0 {
		if err := p.AddInterface("reply_markup", inline(buttons)); err != nil {
			return fmt.Errorf("write buttons: %w", err)
		}
	}
	_, err := c.call(ctx, "editMessageReplyMarkup", p)
	return err
}

// DeleteMessage takes a message out of the chat, also one of the person.
func (c *Client) DeleteMessage(ctx context.Context, chat, message int64) error {
	p := tgbotapi.Params{}
	p.AddNonZero64("chat_id", chat)
	p.AddNonZero64("message_id", message)
	_, err := c.call(ctx, "deleteMessage", p)
	return err
}

// PinChatMessage pins a message above a group without a sound.
func (c *Client) PinChatMessage(ctx context.Context, chat, message int64) error {
	p := tgbotapi.Params{"disable_notification": "true"}
	p.AddNonZero64("chat_id", chat)
	p.AddNonZero64("message_id", message)
	_, err := c.call(ctx, "pinChatMessage", p)
	return err
}

// UnpinChatMessage takes a pinned message from above a group.
func (c *Client) UnpinChatMessage(ctx context.Context, chat, message int64) error {
	p := tgbotapi.Params{}
	p.AddNonZero64("chat_id", chat)
	p.AddNonZero64("message_id", message)
	_, err := c.call(ctx, "unpinChatMessage", p)
	return err
}

// CreateForumTopic opens a topic of a group that has topics, and returns its number.
func (c *Client) CreateForumTopic(ctx context.Context, chat int64, name string) (int64, error) {
	p := tgbotapi.Params{"name": name} // 1–128 characters
	p.AddNonZero64("chat_id", chat)
	result, err := c.call(ctx, "createForumTopic", p)
	if err != nil {
		return 0, err
	}
	topic, err := read[struct {
		ID int64 `json:"message_thread_id"`
	}]("createForumTopic", result)
	return topic.ID, err
}

// GetChatAdministrators returns the people who administer a group, its owner among them.
func (c *Client) GetChatAdministrators(ctx context.Context, chat int64) ([]int64, error) {
	p := tgbotapi.Params{}
	p.AddNonZero64("chat_id", chat)
	result, err := c.call(ctx, "getChatAdministrators", p)
	if err != nil {
		return nil, err
	}
	members, err := read[[]tgbotapi.ChatMember]("getChatAdministrators", result)
	var ids []int64
	for _, m := range members {
		if m.User != nil {
			ids = append(ids, m.User.ID)
		}
	}
	return ids, err
}

// AnswerCallback ends the waiting of a press; a toast may be shown for a moment.
func (c *Client) AnswerCallback(ctx context.Context, query, toast string) error {
	p := tgbotapi.Params{"callback_query_id": query}
	p.AddNonEmpty("text", toast)
	_, err := c.call(ctx, "answerCallbackQuery", p)
	return err
}

// AnswerPreCheckout agrees to a payment that Telegram asks about; a refusal says
// why not. Telegram waits for ten seconds.
func (c *Client) AnswerPreCheckout(ctx context.Context, query, refusal string) error {
	p := tgbotapi.Params{"pre_checkout_query_id": query, "ok": "true"}
	if refusal != "" {
		p["ok"], p["error_message"] = "false", refusal
	}
	_, err := c.call(ctx, "answerPreCheckoutQuery", p)
	return err
}

// Invoice is what a person is asked to pay inside Telegram.
type Invoice struct {
	Title       string // 1–32 signs
	Description string // 1–255 signs
	Payload     string // 1–128 bytes; comes back with every question about it
	Token       string // of the payment provider, from BotFather
	Currency    string
	Prices      []Price
}

// Price is a line of an invoice.
type Price struct {
	Label  string `json:"label"`
	Amount int64  `json:"amount"` // in the smallest units of the currency
}

// InvoiceLink returns an address that opens the invoice in Telegram.
func (c *Client) InvoiceLink(ctx context.Context, i Invoice) (string, error) {
	p := tgbotapi.Params{
		"title": i.Title, "description": i.Description, "payload": i.Payload,
		"provider_token": i.Token, "currency": i.Currency,
	}
	if err := p.AddInterface("prices", i.Prices); err != nil {
		return "", fmt.Errorf("write prices: %w", err)
	}
	result, err := c.call(ctx, "createInvoiceLink", p)
	if err != nil {
		return "", err
	}
	return read[string]("createInvoiceLink", result)
}

// SendChatAction shows for five seconds that the bot is busy: "typing",
// "upload_document", "upload_photo".
func (c *Client) SendChatAction(ctx context.Context, chat int64, action string) error {
	p := tgbotapi.Params{"action": action}
	p.AddNonZero64("chat_id", chat)
	_, err := c.call(ctx, "sendChatAction", p)
	return err
}

// GroupScope is where commands of groups are shown.
const GroupScope = "all_group_chats"

// SetCommands replaces the list of commands; an empty scope is everywhere.
func (c *Client) SetCommands(ctx context.Context, scope string, commands []tgbotapi.BotCommand) error {
	p := tgbotapi.Params{}
	if scope != "" {
		p["scope"] = `{"type":"` + scope + `"}`
	}
	if err := p.AddInterface("commands", commands); err != nil {
		return fmt.Errorf("write commands: %w", err)
	}
	_, err := c.call(ctx, "setMyCommands", p)
	return err
}

// SetDescription sets what an empty chat shows: at most 512 characters.
func (c *Client) SetDescription(ctx context.Context, text string) error {
	_, err := c.call(ctx, "setMyDescription", tgbotapi.Params{"description": text})
	return err
}

// SetShortDescription sets what the bot's page shows: at most 120 characters.
func (c *Client) SetShortDescription(ctx context.Context, text string) error {
	_, err := c.call(ctx, "setMyShortDescription", tgbotapi.Params{"short_description": text})
	return err
}

// read decodes the result of a method. An answer in another shape came, so the
// call was carried out, but nothing else is known of it.
func read[T any](method string, result json.RawMessage) (T, error) {
	var v T
	if err := json.Unmarshal(result, &v); err != nil {
		return v, &Error{Kind: Server, Method: method, Text: "result is not as documented: " + err.Error()}
	}
	return v, nil
}
