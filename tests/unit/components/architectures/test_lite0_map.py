"""What is drawn and said of Lite0's map of answers."""

import numpy as np

from components.architectures.lite0_map import lite0_picture
from models.architectures.animal_row import AnimalRow


def test_each_drawing_is_marked_and_its_highest_probabilities_are_told():
    cats, dogs = np.zeros((12, 30), np.float32), np.full((12, 30), 0.25, np.float32)
    cats[5, 4], dogs[8, 17], cats[0, 0] = 0.5, 0.75, 1.0  # in the first drawing, in the second, in none
    picture = lite0_picture(AnimalRow(), cats, dogs)
    assert picture["marks"]["lite0"] == [(3, left, 6, 6, "window") for left in (3, 12, 21)]
    told = picture["words"][0].replace("\xa0", " ")
    assert "cat: cats 50.00 %, dogs 25.00 %; dog: cats <0.01 %, dogs 75.00 %; cat: cats <0.01 %, dogs 25.00 %" in told
