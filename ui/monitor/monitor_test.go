package monitor

import "testing"

func TestFit(t *testing.T) {
	screen, bar := box{0, 0, 1024, 600}, box{0, 0, 1024, 560}
	title := frame{8, 31, 8, 8}
	for name, test := range map[string]struct {
		content, room box
		frame         frame
		want          box
	}{
		"fits":             {box{50, 60, 800, 400}, screen, title, box{50, 60, 800, 400}},
		"too large":        {box{26, 57, 1280, 800}, screen, title, box{8, 31, 1008, 561}},
		"beside a taskbar": {box{26, 57, 1280, 800}, bar, title, box{8, 31, 1008, 521}},
		"hangs out":        {box{400, 300, 800, 400}, screen, frame{}, box{224, 200, 800, 400}},
		"beside a left bar": {
			box{0, 0, 1280, 800}, box{100, 0, 1820, 1080}, title, box{108, 31, 1280, 800},
		},
	} {
		if got := fit(test.content, test.room, test.frame); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

func TestOn(t *testing.T) {
	first, second := box{0, 0, 1920, 1080}, box{1920, 0, 1024, 600}
	for name, test := range map[string]struct {
		content box
		want    int
	}{
		"on the first":     {box{100, 100, 800, 400}, 0},
		"on the second":    {box{2000, 50, 800, 400}, 1},
		"more on the left": {box{1400, 50, 800, 400}, 0},
		"more on another":  {box{1700, 50, 800, 400}, 1},
		"on none":          {box{0, 3000, 800, 400}, 0},
	} {
		if got := on(test.content, []box{first, second}); got != test.want {
			t.Errorf("%s: on %d", name, got)
		}
	}
}
