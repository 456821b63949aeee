package main

import "dombot/internal/mail"

func readSMTP(c *Config, v string) error {
	_, err := mail.ParseServer(v)
	c.SMTP = Secret(v)
	return err
}

func readMailFrom(c *Config, v string) error {
	_, err := mail.ParseFrom(v)
	c.MailFrom = v
	return err
}
