package main

import "fmt"

// forumVariables say whether houses have a forum.
func forumVariables() []setting {
	return []setting{
		{
			"FORUM", "off",
			"a forum in each house: on or off; who turns it on has the duties of 149-ФЗ ст. 10.1 " +
				"(docs/forum.md)", false, readForum,
		},
	}
}

func readForum(c *Config, v string) error {
	if v != "on" && v != "off" {
		return fmt.Errorf("is %q: want on or off", v)
	}
	c.Forum = v == "on"
	return nil
}
