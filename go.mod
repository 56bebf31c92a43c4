module harbourtill

go 1.26.0

require github.com/pelletier/go-toml/v2 v2.4.3

require (
	fyne.io/fyne/v2 v2.8.0 // indirect
	github.com/oklog/ulid/v2 v2.1.2 // indirect
	go.bug.st/serial v1.8.0 // indirect
	go.etcd.io/bbolt v1.5.0 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
)
