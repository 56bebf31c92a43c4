package terminal

import "errors"

// Replace puts another profile in force. Once it is on disk, Run ends with
// ErrReplaced, and whoever runs the controller starts one with the new profile:
// what is unresolved is asked about as it was sent. Refused follows instead
// while a payment, a print or a search is open (ErrBusy), for a profile with faults (ErrProfile),
// and when it can't be kept; then the old one stays in force. by is who wants it;
// may be empty.
func (c *Controller) Replace(p Profile, by string) { c.commands.put(replaceCommand{p, by}) }

type replaceCommand struct {
	profile Profile
	by      string
}

func (cmd replaceCommand) do(c *Controller) {
	if err := c.mayReplace(cmd.profile, cmd.by); err != nil {
		c.tell(Refused{Command: CommandReplace, Err: err})
		return
	}
	c.replaced = true
}

// mayReplace keeps a profile that may be used from now on.
func (c *Controller) mayReplace(p Profile, by string) error {
	if c.saleOpen() || c.cancelling() || c.printing != nil || c.finding != nil {
		return ErrBusy
	}
	if !p.Training() {
		if faults := p.Faults(); len(faults) > 0 {
			err := ErrProfile
			for _, f := range faults {
				err = errors.Join(err, f)
			}
			return err
		}
	}
	if c.keeps == nil {
		return ErrNotConfigured
	}
	return c.keeps(p, by)
}
