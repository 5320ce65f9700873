// Package screen stands in for a person at a terminal, for tests.
package screen

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"testing"
	"unsafe"
)

// Open opens a terminal and the end at which a person sits. The test is skipped where there are no terminals.
func Open(t *testing.T) (person, terminal *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no terminals here: ", err)
	}
	var number, unlocked uint32
	err = errors.Join(control(person, syscall.TIOCSPTLCK, unsafe.Pointer(&unlocked)), control(person, syscall.TIOCGPTN, unsafe.Pointer(&number)))
	if err != nil {
		t.Fatal(err)
	}
	if terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close(); person.Close() })
	return person, terminal
}

// Echoes tells whether a terminal shows what is typed.
func Echoes(t *testing.T, terminal *os.File) bool {
	t.Helper()
	var settings syscall.Termios
	if err := control(terminal, syscall.TCGETS, unsafe.Pointer(&settings)); err != nil {
		t.Fatal(err)
	}
	return settings.Lflag&syscall.ECHO != 0
}

func control(file *os.File, request uintptr, value unsafe.Pointer) error {
	if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, file.Fd(), request, uintptr(value)); failed != 0 {
		return failed
	}
	return nil
}

// Watch returns what the person has seen so far.
func Watch(person *os.File) func() string {
	var mu sync.Mutex
	var seen bytes.Buffer
	go func() {
		piece := make([]byte, 256)
		for {
			n, err := person.Read(piece)
			mu.Lock()
			seen.Write(piece[:n])
			mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return seen.String()
	}
}
