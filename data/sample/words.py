"""The five texts, whole."""

from __future__ import annotations

LAST_FERRY = """\
Last Ferry
(words, looking for a tune)

The last ferry leaves at ten to nine,
the man on the ropes knows the names of us all.
I've bread in my bag and your coat over mine
and the light from the chip shop is warm on the wall.

    Hold the boat, hold the boat,
    somebody's running,
    somebody's always running.
    Hold the boat, hold the boat,
    there's room for one more coming.

You said you'd be home by the turn of the year,
then by spring, then by summer, then soon.
I don't keep a light on to bring you back here.
I just like how it looks in the room.

    Hold the boat, hold the boat,
    somebody's running,
    somebody's always running.
    Hold the boat, hold the boat,
    there's room for one more coming.

The engine turns over, the gulls let us go,
the town folds its lights one by one.
There's a boy on the jetty who's waving hello
to a boat full of strangers. We wave, every one.
"""

LUZ_DE_COCINA = """\
Luz de cocina

A esta hora la casa es del refrigerador,
que canta bajito su única nota.
Pongo agua para dos
por costumbre, y después
por gusto.

La tetera lo piensa.
En la ventana de enfrente
otra persona, de pie, piensa también,
la mano alrededor de la taza.

No nos conocemos.
Nos hemos visto así cien noches,
cada quien en su cuadrito amarillo,
como dos estampillas
de la misma carta.

Si una noche me apago antes que tú,
no te asustes.
Deja la tuya.
Alguien cruza el patio
y la necesita para encontrar la llave.
"""

KITCHEN_LIGHT = """\
Kitchen Light
(after "Luz de cocina")

At this hour the house belongs to the fridge,
which hums its one note under its breath.
I put on water for two,
out of habit, and then
because I like to.

The kettle thinks it over.
In the window across the yard
somebody else is standing, thinking too,
a hand around a cup.

We have never met.
We've seen each other like this a hundred nights,
each in a small yellow square,
like two stamps
on the same letter.

If one night I go out before you do,
don't be frightened.
Leave yours on.
Someone is crossing the yard
and needs it to find the key.
"""

FORTY_ONE = """\
Forty-One
(A woman in a wool cap, at the rail, end of shift.)

Forty-one tonight. I count them on and I count them off. The company gave me a clicker for it, a nice one,
steel. I keep my keys on it.

You can't click people. You count them by what they carry. Cello. Birthday cake. Cello again, that's the
brother. A man with a lamp under his arm, shade and all, and I say, moving house? And he says, no, I just
didn't want to leave it in the dark.

So. Forty-one on.

And every night, off the other side, I get forty-two. I've checked. I've stood here in February with my
fingers going blue and checked. I used to report it.

Now I just say goodnight one extra time.
"""

INSTRUCTIONS = """\
Instructions for Folding a Boat

Use the letter you were not going to send.
Fold it in half, so that the words face each other
and can talk.

Fold the corners down. That is the roof.
Everyone should have lived in a house first.

Turn up the edges. Open it with both thumbs,
gently, as if something inside were asleep.

Pull. Don't look while you pull.
There is always a moment
when it is only paper again.

Then set it on the water. Any water.
It will not carry what you wrote.
It will carry that you wrote.
"""
