; What Kawa needs before a program of this folder.
(import (srfi 69))
